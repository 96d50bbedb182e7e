#include "containers/disks/disk_map.h"

#include <string.h>

#include "bounds.h"

/* VHDX of Hyper-V ([MS-VHDX]): two headers, of which the later one counts, two copies of a table of
 * regions, and in these the metadata and a table of blocks. What stands in its log, where it was
 * not closed, is not replayed. */

#define HEADER_1          ((uint64_t)64 << 10)
#define HEADER_2          ((uint64_t)128 << 10)
#define HEADER            ((size_t)80)
#define REGIONS_1         ((uint64_t)192 << 10)
#define REGIONS_2         ((uint64_t)256 << 10)
#define REGIONS           ((size_t)16)
#define ENTRY             ((size_t)32) /* of a region, and of the metadata */
#define TABLE_ENTRIES_MAX 2047u        /* of either */
#define GUID              ((size_t)16)
#define UNIT              ((size_t)1 << 20) /* a block is a multiple of it, and stands at one */
#define BLOCK_MOST        ((uint64_t)256 << 20)
#define HAS_PARENT        2u
#define PRESENT           6u /* states of a block */
#define PARTLY            7u

static const uint8_t bat_guid[] = { 0x66, 0x77, 0xc2, 0x2d, 0x23, 0xf6, 0x00, 0x42,
                                    0x9d, 0x64, 0x11, 0x5e, 0x9b, 0xfd, 0x4a, 0x08 };
static const uint8_t metadata_guid[] = { 0x06, 0xa2, 0x7c, 0x8b, 0x90, 0x47, 0x9a, 0x4b,
                                         0xb8, 0xfe, 0x57, 0x5f, 0x05, 0x0f, 0x88, 0x6e };
static const uint8_t file_guid[] = { 0x37, 0x67, 0xa1, 0xca, 0x36, 0xfa, 0x43, 0x4d,
                                     0xb3, 0xb6, 0x33, 0xf0, 0xaa, 0x44, 0xe7, 0x6b };
static const uint8_t size_guid[] = { 0x24, 0x42, 0xa5, 0x2f, 0x1b, 0xcd, 0x76, 0x48,
                                     0xb2, 0x11, 0x5d, 0xbe, 0xd8, 0x3b, 0xf4, 0xb8 };
static const uint8_t sector_guid[] = { 0x1d, 0xbf, 0x41, 0x81, 0x6f, 0xa9, 0x09, 0x47,
                                       0xba, 0x47, 0xf2, 0x33, 0xa8, 0xfa, 0xab, 0x5f };

static const struct fault backed = { OUTCOME_UNSUPPORTED, "MS-VHDX 2.6.2.1",
                                     "blocks that did not change stand in another file, on which "
                                     "the disk image is based" };
static const struct fault not_closed = { OUTCOME_UNSUPPORTED, "MS-VHDX 2.3",
                                         "the disk image was not closed: what stands in its log "
                                         "alone was scanned as it is" };

static bool recognise_vhdx(struct bytes head)
{
    return head.left >= UNIT / 32 && memcmp(head.at, "vhdxfile", 8) == 0;
}

static bool is_zero(struct bytes octets)
{
    uint8_t any = 0;
    for (size_t i = 0; i < octets.left; i++) {
        any |= octets.at[i];
    }
    return any == 0;
}

/* Of the two headers the one with the larger number: has it a log? */
static bool has_log(struct disk_map *map)
{
    static const uint64_t places[] = { HEADER_1, HEADER_2 };
    struct buffer header = { 0 };
    uint64_t latest = 0;
    bool log = false;
    for (size_t i = 0; i < 2; i++) {
        if (!disk_map_read(map, places[i], HEADER, &header) || memcmp(header.at, "head", 4) != 0) {
            continue;
        }
        const uint64_t number = bytes_little(header.at + 8, 8);
        if (i == 0 || number >= latest) {
            latest = number;
            log = !is_zero(bytes_over(header.at + 48, GUID));
        }
    }
    buffer_clear(&header);
    return log;
}

/* The entry that begins with this, of a table whose entries stand at `at`; it is left in `entry`.
 */
static bool find_entry(struct disk_map *map, uint64_t at, uint64_t count, const uint8_t *guid,
                       struct buffer *entry)
{
    bool found = false;
    for (uint64_t i = 0; !found && i < count && i < TABLE_ENTRIES_MAX; i++) {
        if (!disk_map_read(map, at + i * ENTRY, ENTRY, entry)) {
            return false;
        }
        found = memcmp(entry->at, guid, GUID) == 0;
    }
    return found;
}

static bool find_region(struct disk_map *map, const uint8_t *guid, uint64_t *offset,
                        uint64_t *octets)
{
    static const uint64_t places[] = { REGIONS_1, REGIONS_2 };
    struct buffer entry = { 0 };
    bool found = false;
    for (size_t i = 0; !found && i < 2; i++) {
        found = disk_map_read(map, places[i], REGIONS, &entry) &&
                memcmp(entry.at, "regi", 4) == 0 &&
                find_entry(map, places[i] + REGIONS, bytes_little(entry.at + 8, 4), guid, &entry);
    }
    *offset = found ? bytes_little(entry.at + GUID, 8) : 0;
    *octets = found ? bytes_little(entry.at + GUID + 8, 4) : 0;
    buffer_clear(&entry);
    return found;
}

/* An item of the metadata, of up to eight octets. */
static bool find_item(struct disk_map *map, uint64_t metadata, const uint8_t *guid, size_t width,
                      uint64_t *number)
{
    struct buffer entry = { 0 };
    bool found = disk_map_read(map, metadata, ENTRY, &entry) &&
                 memcmp(entry.at, "metadata", 8) == 0 &&
                 find_entry(map, metadata + ENTRY, bytes_little(entry.at + 10, 2), guid, &entry);
    if (found) {
        const uint64_t at = metadata + bytes_little(entry.at + GUID, 4);
        found = disk_map_read(map, at, width, &entry);
        *number = found ? bytes_little(entry.at, width) : 0;
    }
    buffer_clear(&entry);
    return found;
}

/* Behind the blocks of a chunk stands an entry for a bitmap of their sectors. */
static void locate_vhdx(struct disk_map *map, uint64_t index, struct disk_place *place)
{
    const uint64_t units = map->entries, block = index / units, within = index % units;
    const uint64_t at = block + block / map->bits;
    *place = (struct disk_place){ .state = DISK_HOLE, .holes = units - within };
    if (at >= map->tables.used / 8) {
        map->remark = &disk_map_damaged;
        place->holes = UINT64_MAX;
        return;
    }
    const uint64_t entry = bytes_little(map->tables.at + at * 8, 8), state = entry & 7;
    if (state == PRESENT || state == PARTLY) {
        *place = (struct disk_place){ .state = DISK_PLAIN,
                                      .offset = (entry & ~(uint64_t)(UNIT - 1)) + within * UNIT,
                                      .length = UNIT };
    }
}

/* The region may have room for more than the disk: what stands there is read as well. */
static bool read_region(struct disk_map *map, uint64_t count)
{
    uint64_t offset, octets;
    if (!find_region(map, bat_guid, &offset, &octets)) {
        return false;
    }
    const uint64_t room = octets / 8 < DISK_TABLES_MAX ? octets / 8 : DISK_TABLES_MAX;
    if (room > count && disk_map_read(map, offset, (size_t)room * 8, &map->tables)) {
        map->told = (room - room / (map->bits + 1)) * map->entries;
        return true;
    }
    return disk_map_read(map, offset, (size_t)count * 8, &map->tables);
}

static bool read_table(struct disk_map *map, uint64_t block, uint64_t sector)
{
    map->cluster = UNIT;
    map->entries = (size_t)(block / UNIT);
    map->bits = (unsigned)(((uint64_t)1 << 23) * sector / block);
    const uint64_t blocks = map->size / block + (map->size % block > 0 ? 1 : 0);
    const uint64_t count = blocks + (blocks - 1) / map->bits;
    return count <= DISK_TABLES_MAX && read_region(map, count);
}

static const struct fault *open_vhdx(struct disk_map *map)
{
    uint64_t metadata, octets, file, sector, size;
    map->locate = locate_vhdx;
    if (!find_region(map, metadata_guid, &metadata, &octets) ||
        !find_item(map, metadata, file_guid, 8, &file) ||
        !find_item(map, metadata, size_guid, 8, &size) ||
        !find_item(map, metadata, sector_guid, 4, &sector)) {
        return &disk_map_damaged;
    }
    const uint64_t block = file & UINT32_MAX;
    if (block < UNIT || block > BLOCK_MOST || block % UNIT != 0 ||
        (sector != 512 && sector != 4096) || size == 0 || size > INT64_MAX) {
        return &disk_map_damaged;
    }
    map->size = size;
    if (!read_table(map, block, sector)) {
        return &disk_map_damaged;
    }
    map->remark = ((file >> 32) & HAS_PARENT) != 0 ? &backed : has_log(map) ? &not_closed : NULL;
    return NULL;
}

const struct disk_format disk_vhdx = { "vhdx", recognise_vhdx, open_vhdx };
