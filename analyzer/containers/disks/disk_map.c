#include "containers/disks/disk_map.h"

#include "bounds.h"
#include "limit.h"

const struct fault disk_map_damaged = { OUTCOME_MALFORMED, NULL,
                                        "the tables of the disk image are damaged" };

void disk_map_clear(struct disk_map *map)
{
    buffer_clear(&map->tables);
    buffer_clear(&map->table);
}

bool disk_map_read(struct disk_map *map, uint64_t offset, size_t count, struct buffer *into)
{
    buffer_reset(into);
    if (!stream_seek(map->content, offset)) {
        return false;
    }
    while (into->used < count) {
        const size_t missing = count - into->used;
        struct bytes seen = stream_ahead(map->content, 1), piece;
        if (seen.left == 0) {
            return false;
        }
        if (!bytes_take(&seen, missing < seen.left ? missing : seen.left, &piece) ||
            !buffer_append(into, piece)) {
            return false;
        }
        stream_consume(map->content, piece.left);
    }
    return true;
}

bool disk_map_load(struct disk_map *map, uint64_t number, uint64_t offset, size_t octets)
{
    if (map->loaded == number) {
        return true;
    }
    map->loaded = UINT64_MAX;
    map->work += map->entries;
    if (map->work > limit_of(LIMIT_DISK_CLUSTERS) ||
        !disk_map_read(map, offset, octets, &map->table)) {
        return false;
    }
    map->loaded = number;
    return true;
}

uint64_t disk_big(struct bytes bytes, size_t at, size_t width)
{
    uint64_t number = 0;
    for (size_t i = 0; i < width; i++) {
        number = number << 8 | bytes.at[at + i];
    }
    return number;
}
