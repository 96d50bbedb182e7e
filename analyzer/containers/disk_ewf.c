#include "containers/disk_map.h"

#include <string.h>

#include "bounds.h"

/* EWF-E01, as EnCase and ewfacquire write it ("Expert Witness Compression Format", Metz): sections
 * one behind the other; a table has the places of up to 65,534 chunks, which stand before it. Of a
 * set of files the first is read. */
#define FILE_HEADER ((size_t)13)
#define SECTION     ((size_t)76)
#define VOLUME      ((size_t)94)
#define TABLE       ((size_t)24)
#define PACKED      UINT64_C(0x80000000)

static const struct fault more_files = { OUTCOME_UNSUPPORTED, NULL,
                                         "the disk goes on in other files of the set, which are "
                                         "not joined to this one" };
static const struct fault later_file = {
    OUTCOME_UNSUPPORTED, NULL, "a later file of a set of disk images, which is not read by itself"
};

static bool recognise_ewf(struct bytes head)
{
    return head.left >= FILE_HEADER + SECTION && memcmp(head.at, "EVF\x09\x0d\x0a\xff\0\1", 9) == 0;
}

/* Tables, as they are kept: the first chunk, the number of them, where the entries stand, what they
 * count from, and where the chunks end; eight octets each. */
#define KEPT 5

static uint64_t kept(const struct disk_map *map, size_t table, size_t field)
{
    return disk_big(buffer_bytes(&map->tables), (table * KEPT + field) * 8, 8);
}

static size_t tables_of(const struct disk_map *map)
{
    return map->tables.used / (KEPT * 8);
}

/* The table with a chunk; they stand in order. */
static size_t table_with(const struct disk_map *map, uint64_t index)
{
    size_t low = 0, high = tables_of(map);
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        *(kept(map, middle, 0) <= index ? &low : &high) = middle;
    }
    return low;
}

static void locate_ewf(struct disk_map *map, uint64_t index, struct disk_place *place)
{
    *place = (struct disk_place){ .state = DISK_HOLE, .holes = 1 };
    if (tables_of(map) == 0) {
        place->holes = UINT64_MAX;
        map->remark = &disk_map_damaged;
        return;
    }
    const size_t table = table_with(map, index);
    const uint64_t within = index - kept(map, table, 0), count = kept(map, table, 1);
    if (within >= count) {
        place->holes = UINT64_MAX;
        return;
    }
    map->entries = (size_t)count;
    if (!disk_map_load(map, table, kept(map, table, 2), (size_t)count * 4)) {
        map->remark = &disk_map_damaged;
        place->holes = count - within;
        return;
    }
    const uint64_t base = kept(map, table, 3), end = kept(map, table, 4);
    const uint64_t entry = bytes_little(map->table.at + within * 4, 4);
    const uint64_t next = within + 1 < count
                              ? base + (bytes_little(map->table.at + (within + 1) * 4, 4) & ~PACKED)
                              : end;
    place->offset = base + (entry & ~PACKED);
    place->state = (entry & PACKED) != 0 ? DISK_ZLIB : DISK_PLAIN;
    place->length = next > place->offset ? next - place->offset : 0;
}

static bool put_table(struct disk_map *map, struct bytes table, uint64_t section, uint64_t *first)
{
    const uint64_t count = bytes_little(table.at, 4);
    const uint64_t fields[KEPT] = { *first, count, section + SECTION + TABLE,
                                    bytes_little(table.at + 8, 8), section };
    bool put = count <= DISK_TABLES_MAX;
    for (size_t i = 0; put && i < KEPT; i++) {
        put = buffer_append_number(&map->tables, 8, fields[i]);
    }
    *first += count;
    return put;
}

static bool put_volume(struct disk_map *map, struct bytes volume)
{
    const uint64_t sectors = bytes_little(volume.at + 8, 4);
    const uint64_t octets = bytes_little(volume.at + 12, 4);
    const uint64_t all = bytes_little(volume.at + 16, 8);
    if (octets < 512 || octets > 4096 || sectors == 0 || sectors * octets > DISK_BLOCK_MAX ||
        all > INT64_MAX / octets) {
        return false;
    }
    map->cluster = (size_t)(sectors * octets);
    map->size = all * octets;
    return true;
}

static bool is_type(struct bytes section, const char *type)
{
    return strncmp((const char *)section.at, type, 16) == 0;
}

/* Section by section, each of which says where the next one is: further on. */
static const struct fault *read_sections(struct disk_map *map)
{
    struct buffer section = { 0 }, data = { 0 };
    uint64_t at = FILE_HEADER, chunks = 0;
    bool sound = true;
    for (size_t count = 0; sound && count < DISK_SECTIONS_MAX; count++) {
        sound = disk_map_read(map, at, SECTION, &section);
        if (!sound) {
            break;
        }
        const struct bytes head = buffer_bytes(&section);
        const uint64_t next = bytes_little(head.at + 16, 8);
        if (is_type(head, "volume") || is_type(head, "disk")) {
            sound = disk_map_read(map, at + SECTION, VOLUME, &data) &&
                    put_volume(map, buffer_bytes(&data));
        } else if (is_type(head, "table")) {
            sound = disk_map_read(map, at + SECTION, TABLE, &data) &&
                    put_table(map, buffer_bytes(&data), at, &chunks);
        } else if (is_type(head, "next")) {
            map->remark = &more_files;
        }
        if (is_type(head, "done") || is_type(head, "next") || next <= at) {
            break;
        }
        at = next;
    }
    buffer_clear(&section);
    buffer_clear(&data);
    map->remark = map->remark == NULL && !sound ? &disk_map_damaged : map->remark;
    return map->cluster > 0 ? NULL : &disk_map_damaged;
}

static const struct fault *open_ewf(struct disk_map *map)
{
    const struct bytes head = stream_ahead(map->content, FILE_HEADER);
    if (bytes_little(head.at + 9, 2) != 1) {
        return &later_file;
    }
    map->locate = locate_ewf;
    return read_sections(map);
}

const struct disk_format disk_ewf = { "ewf", recognise_ewf, open_ewf };
