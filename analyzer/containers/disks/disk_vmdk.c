#include "containers/disks/disk_map.h"

#include "bounds.h"

/* VMware's "Virtual Disk Format 5.0": a sparse extent. */
#define HEADER      ((size_t)512)
#define SECTOR      512u
#define COMPRESSED  (UINT64_C(1) << 16) /* of the flags */
#define AT_THE_END  UINT64_MAX
#define FOOTER_BACK 1024u

static bool recognise_vmdk(struct bytes head)
{
    return head.left >= HEADER && bytes_little(head.at, 4) == 0x564d444b &&
           bytes_little(head.at + 4, 4) >= 1 && bytes_little(head.at + 4, 4) <= 3 &&
           bytes_little(head.at + 12, 8) > 0 && bytes_little(head.at + 20, 8) >= 1 &&
           bytes_little(head.at + 20, 8) <= 4096 && bytes_little(head.at + 44, 4) == 512;
}

static void locate_vmdk(struct disk_map *map, uint64_t index, struct disk_place *place)
{
    const uint64_t number = index / map->entries, within = index % map->entries;
    *place = (struct disk_place){ .state = DISK_HOLE, .holes = map->entries - within };
    if (number >= map->tables.used / 4) {
        map->remark = &disk_map_damaged;
        place->holes = UINT64_MAX;
        return;
    }
    const uint64_t table = bytes_little(map->tables.at + number * 4, 4);
    if (table == 0) {
        return;
    }
    if (!disk_map_load(map, number, table * SECTOR, map->entries * 4)) {
        map->remark = &disk_map_damaged;
        return;
    }
    const uint64_t sector = bytes_little(map->table.at + within * 4, 4);
    place->holes = 1;
    if (sector > 1) { /* 1: zeros */
        *place = (struct disk_place){ .state = map->packed ? DISK_GRAIN : DISK_PLAIN,
                                      .offset = sector * SECTOR,
                                      .length = map->cluster };
    }
}

/* A stream-optimised one has its directory in a copy of the header at its end. */
static const struct fault *read_directory(struct disk_map *map, uint64_t directory)
{
    struct buffer footer = { 0 };
    if (directory == AT_THE_END) {
        const uint64_t size = map->content->size;
        bool read = size > FOOTER_BACK && size != STREAM_SIZE_UNKNOWN &&
                    disk_map_read(map, size - FOOTER_BACK, HEADER, &footer);
        read = read && recognise_vmdk(buffer_bytes(&footer));
        directory = read ? bytes_little(footer.at + 56, 8) : AT_THE_END;
    }
    buffer_clear(&footer);
    const uint64_t span = (uint64_t)map->cluster * map->entries;
    const uint64_t count = map->size / span + (map->size % span > 0 ? 1 : 0);
    map->told = count < DISK_TABLES_MAX ? count * map->entries : 0; /* the last has room for more */
    return directory < AT_THE_END / SECTOR && count <= DISK_TABLES_MAX &&
                   disk_map_read(map, directory * SECTOR, (size_t)count * 4, &map->tables)
               ? NULL
               : &disk_map_damaged;
}

static const struct fault *open_vmdk(struct disk_map *map)
{
    const struct bytes head = stream_ahead(map->content, HEADER);
    const uint64_t sectors = bytes_little(head.at + 12, 8);
    if (sectors > UINT64_MAX / SECTOR) {
        return &disk_map_damaged;
    }
    map->size = sectors * SECTOR;
    map->cluster = (size_t)bytes_little(head.at + 20, 8) * SECTOR;
    map->entries = (size_t)bytes_little(head.at + 44, 4);
    map->packed = (bytes_little(head.at + 8, 4) & COMPRESSED) != 0;
    map->locate = locate_vmdk;
    return read_directory(map, bytes_little(head.at + 56, 8));
}

const struct disk_format disk_vmdk = { "vmdk", recognise_vmdk, open_vmdk };
