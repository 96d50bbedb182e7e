#include "containers/disks/disk_map.h"

#include "bounds.h"

/* Images with one table of large blocks: VDI of VirtualBox, and VHD of Microsoft ("Virtual Hard
 * Disk Image Format Specification", dynamic disks). */

#define VDI_HEADER ((size_t)512)
#define VDI_MAGIC  0xbeda107fu
#define VHD_FOOTER ((size_t)512)
#define VHD_HEADER ((size_t)1024)
#define SECTOR     512u
#define UNUSED     UINT32_MAX

static const struct fault backed = { OUTCOME_UNSUPPORTED, NULL,
                                     "blocks that did not change stand in another file, on which "
                                     "the disk image is based" };

static bool is_power(uint64_t number)
{
    return number != 0 && (number & (number - 1)) == 0;
}

static bool recognise_vdi(struct bytes head)
{
    return head.left >= VDI_HEADER && bytes_little(head.at + 64, 4) == VDI_MAGIC &&
           bytes_little(head.at + 68, 4) == 0x10001 && is_power(bytes_little(head.at + 376, 4)) &&
           bytes_little(head.at + 376, 4) >= SECTOR &&
           bytes_little(head.at + 376, 4) <= DISK_BLOCK_MAX && bytes_little(head.at + 368, 8) > 0;
}

/* A table that is shorter than the disk has blocks that nobody finds. */
static bool is_in_table(struct disk_map *map, uint64_t index, struct disk_place *place)
{
    const bool is_in = index < map->tables.used / 4;
    *place = (struct disk_place){ .state = DISK_HOLE, .holes = is_in ? 1 : UINT64_MAX };
    map->remark = is_in ? map->remark : &disk_map_damaged;
    return is_in;
}

static void locate_vdi(struct disk_map *map, uint64_t index, struct disk_place *place)
{
    if (!is_in_table(map, index, place)) {
        return;
    }
    const uint64_t block = bytes_little(map->tables.at + index * 4, 4);
    if (block < UNUSED - 1) { /* one less: zeros */
        *place = (struct disk_place){ .state = DISK_PLAIN,
                                      .offset = map->ahead + block * map->cluster,
                                      .length = map->cluster };
    }
}

static const struct fault *open_vdi(struct disk_map *map)
{
    const struct bytes head = stream_ahead(map->content, VDI_HEADER);
    const uint64_t table = bytes_little(head.at + 340, 4), count = bytes_little(head.at + 384, 4);
    map->size = bytes_little(head.at + 368, 8);
    map->cluster = (size_t)bytes_little(head.at + 376, 4);
    map->ahead = (size_t)bytes_little(head.at + 344, 4);
    map->told = count;
    map->locate = locate_vdi;
    map->remark = bytes_little(head.at + 76, 4) == 4 ? &backed : NULL; /* a difference */
    return count <= DISK_TABLES_MAX && disk_map_read(map, table, (size_t)count * 4, &map->tables)
               ? NULL
               : &disk_map_damaged;
}

/* A dynamic disk begins with a copy of its footer. */
static bool recognise_vhd(struct bytes head)
{
    static const char cookie[] = "conectix", header[] = "cxsparse";
    return head.left >= VHD_FOOTER + VHD_HEADER &&
           bytes_equal(bytes_over(head.at, 8), bytes_over(cookie, 8)) &&
           bytes_equal(bytes_over(head.at + VHD_FOOTER, 8), bytes_over(header, 8)) &&
           is_power(disk_big(head, VHD_FOOTER + 32, 4)) &&
           disk_big(head, VHD_FOOTER + 32, 4) >= 8 * SECTOR &&
           disk_big(head, VHD_FOOTER + 32, 4) <= DISK_BLOCK_MAX && disk_big(head, 48, 8) > 0;
}

static void locate_vhd(struct disk_map *map, uint64_t index, struct disk_place *place)
{
    if (!is_in_table(map, index, place)) {
        return;
    }
    const uint64_t sector = disk_big(buffer_bytes(&map->tables), index * 4, 4);
    if (sector != UNUSED) {
        *place = (struct disk_place){ .state = DISK_PLAIN,
                                      .offset = sector * SECTOR + map->ahead,
                                      .length = map->cluster };
    }
}

static const struct fault *open_vhd(struct disk_map *map)
{
    const struct bytes head = stream_ahead(map->content, VHD_FOOTER + VHD_HEADER);
    const uint64_t table = disk_big(head, VHD_FOOTER + 16, 8);
    const uint64_t count = disk_big(head, VHD_FOOTER + 28, 4);
    map->size = disk_big(head, 48, 8);
    map->cluster = (size_t)disk_big(head, VHD_FOOTER + 32, 4);
    /* Before a block stands a bit for each of its sectors, in whole sectors. */
    map->ahead = (map->cluster / SECTOR / 8 + SECTOR - 1) / SECTOR * SECTOR;
    map->told = count;
    map->locate = locate_vhd;
    map->remark = disk_big(head, 60, 4) == 4 ? &backed : NULL;
    return count <= DISK_TABLES_MAX && disk_map_read(map, table, (size_t)count * 4, &map->tables)
               ? NULL
               : &disk_map_damaged;
}

const struct disk_format disk_vdi = { "vdi", recognise_vdi, open_vdi };
const struct disk_format disk_vhd = { "vhd", recognise_vhd, open_vhd };
