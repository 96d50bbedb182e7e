#include "containers/disks/disk_map.h"

#include "bounds.h"

/* QEMU's docs/interop/qcow2.txt. */
#define HEADER      ((size_t)112)
#define OFFSET_MASK UINT64_C(0x00fffffffffffe00)
#define COMPRESSED  (UINT64_C(1) << 62)
#define ALL_ZERO    UINT64_C(1)
#define EXTERNAL    UINT64_C(4)  /* incompatible features: data stands in another file */
#define COMPRESSION UINT64_C(8)  /* a kind of compression is named */
#define EXTENDED    UINT64_C(16) /* entries of the second level have bitmaps */

static const struct fault encrypted = { OUTCOME_ENCRYPTED, NULL, "the disk image is encrypted" };
static const struct fault external = { OUTCOME_UNSUPPORTED, NULL,
                                       "the data of the disk image stands in another file" };
static const struct fault backed = { OUTCOME_UNSUPPORTED, NULL,
                                     "clusters that did not change stand in another file, on "
                                     "which the disk image is based" };

static const struct fault kept = { OUTCOME_UNSUPPORTED, NULL,
                                   "the disk image has snapshots: what only they have was "
                                   "scanned as it stands, not in the order of the disk" };
static const struct fault backed_and_kept = {
    OUTCOME_UNSUPPORTED, NULL,
    "clusters that did not change stand in another file, on which the disk image is based, and it "
    "has snapshots: what only they have was scanned as it stands"
};

static const struct fault *remark_of(bool is_backed, bool has_snapshots)
{
    if (is_backed) {
        return has_snapshots ? &backed_and_kept : &backed;
    }
    return has_snapshots ? &kept : NULL;
}

static bool recognise_qcow2(struct bytes head)
{
    if (head.left < HEADER || disk_big(head, 0, 4) != 0x514649fb) {
        return false;
    }
    const uint64_t version = disk_big(head, 4, 4), bits = disk_big(head, 20, 4);
    return (version == 2 || version == 3) && bits >= 9 && bits <= 21 && disk_big(head, 24, 8) > 0;
}

static void locate_compressed(const struct disk_map *map, uint64_t entry, struct disk_place *place)
{
    const unsigned split = 62 - (map->bits - 8);
    place->state = map->zstd ? DISK_ZSTD : DISK_DEFLATE;
    place->offset = entry & ((UINT64_C(1) << split) - 1);
    place->length = ((entry & ~(UINT64_C(3) << 62)) >> split) * 512 + 512 - (place->offset & 511);
}

static void locate_qcow2(struct disk_map *map, uint64_t index, struct disk_place *place)
{
    const uint64_t number = index / map->entries, within = index % map->entries;
    const size_t width = map->packed ? 16 : 8; /* with or without a bitmap */
    *place = (struct disk_place){ .state = DISK_HOLE, .holes = map->entries - within };
    if (number >= map->tables.used / 8) { /* the first level is shorter than the disk */
        map->remark = &disk_map_damaged;
        place->holes = UINT64_MAX;
        return;
    }
    const uint64_t table = disk_big(buffer_bytes(&map->tables), number * 8, 8) & OFFSET_MASK;
    if (table == 0) {
        return;
    }
    if (!disk_map_load(map, number, table, map->cluster)) {
        map->remark = &disk_map_damaged;
        return;
    }
    const uint64_t entry = disk_big(buffer_bytes(&map->table), within * width, 8);
    place->holes = 1;
    if ((entry & COMPRESSED) != 0) {
        locate_compressed(map, entry, place);
    } else if ((entry & OFFSET_MASK) != 0 && (entry & ALL_ZERO) == 0) {
        *place = (struct disk_place){ .state = DISK_PLAIN,
                                      .offset = entry & OFFSET_MASK,
                                      .length = map->cluster };
    }
}

static const struct fault *open_qcow2(struct disk_map *map)
{
    const struct bytes head = stream_ahead(map->content, HEADER);
    const uint64_t features = disk_big(head, 4, 4) == 3 ? disk_big(head, 72, 8) : 0;
    const uint64_t levels = disk_big(head, 36, 4), offset = disk_big(head, 40, 8);
    map->bits = (unsigned)disk_big(head, 20, 4);
    map->cluster = (size_t)1 << map->bits;
    map->size = disk_big(head, 24, 8);
    map->packed = (features & EXTENDED) != 0;
    map->entries = map->cluster / (map->packed ? 16 : 8);
    map->told = levels * map->entries;
    map->zstd = (features & COMPRESSION) != 0 && head.at[104] == 1;
    map->locate = locate_qcow2;
    map->remark = remark_of(disk_big(head, 8, 8) != 0, disk_big(head, 60, 4) != 0);
    if (disk_big(head, 32, 4) != 0) {
        return &encrypted;
    }
    if ((features & EXTERNAL) != 0) {
        return &external;
    }
    return levels <= DISK_TABLES_MAX && disk_map_read(map, offset, (size_t)levels * 8, &map->tables)
               ? NULL
               : &disk_map_damaged;
}

const struct disk_format disk_qcow2 = { "qcow2", recognise_qcow2, open_qcow2 };
