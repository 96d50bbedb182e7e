#include "containers/disks/disk_stream.h"

#include <string.h>

#include "bounds.h"
#include "containers/archives/stream_decoder.h"
#include "containers/archives/zstd_decoder.h"

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for a cluster of the disk image" };

/* A decoder writes into room that is given, and no further. */
static size_t decode(const struct stream_decoder *decoder, struct bytes in, uint8_t *out,
                     size_t room)
{
    void *state = decoder->begin();
    enum decoder_step step = DECODER_MORE;
    size_t total = 0;
    while (state != NULL && step == DECODER_MORE && total < room) {
        size_t made = 0;
        const size_t before = in.left;
        step = decoder->step(state, &in, out + total, room - total, &made);
        total += made;
        if (made == 0 && in.left == before) {
            break;
        }
    }
    if (state != NULL) {
        decoder->end(state);
    }
    return total;
}

/* As many octets of the image as are there. */
static size_t read_plain(struct disk_map *map, uint64_t offset, uint8_t *out, size_t room)
{
    size_t used = 0;
    if (!stream_seek(map->content, offset)) {
        return 0;
    }
    while (used < room) {
        struct bytes seen = stream_ahead(map->content, 1);
        const size_t count = seen.left < room - used ? seen.left : room - used;
        if (count == 0) {
            break;
        }
        memcpy(out + used, seen.at, count);
        stream_consume(map->content, count);
        used += count;
    }
    return used;
}

/* What is packed takes hardly more than it is worth; whatever is read of it is enough. */
static struct bytes read_packed(struct disk_stream *disk, uint64_t offset, uint64_t length)
{
    const uint64_t most = 2 * (uint64_t)disk->map->cluster + 4096;
    const bool whole =
        disk_map_read(disk->map, offset, (size_t)(length < most ? length : most), &disk->packed);
    (void)whole;
    return buffer_bytes(&disk->packed);
}

#define GRAIN_MARKER 12

static size_t read_cluster(struct disk_stream *disk, const struct disk_place *place, uint8_t *out,
                           size_t room)
{
    struct bytes in, marker;
    switch (place->state) {
    case DISK_HOLE:
        memset(out, 0, room);
        return room;
    case DISK_PLAIN:
        return read_plain(disk->map, place->offset, out, room);
    case DISK_DEFLATE:
        return decode(&deflate_decoder, read_packed(disk, place->offset, place->length), out, room);
    case DISK_ZLIB:
        return decode(&zlib_decoder, read_packed(disk, place->offset, place->length), out, room);
    case DISK_ZSTD:
        return decode(&zstd_decoder, read_packed(disk, place->offset, place->length), out, room);
    case DISK_GRAIN:
        in = read_packed(disk, place->offset, UINT64_MAX);
        return bytes_take(&in, GRAIN_MARKER, &marker) ? decode(&zlib_decoder, in, out, room) : 0;
    }
    return 0;
}

static void read_next(struct disk_stream *disk)
{
    const size_t cluster = disk->map->cluster;
    const uint64_t at = (disk->next - disk->from) * cluster;
    if (at >= disk->stream.size) {
        disk->ended = true;
        return;
    }
    const uint64_t left = disk->stream.size - at;
    const size_t room = left < cluster ? (size_t)left : cluster;
    uint8_t *out = sliding_window_room(&disk->window, room);
    if (out == NULL) {
        disk->stream.fault = &no_memory;
        disk->ended = true;
        return;
    }
    struct disk_place place;
    disk->map->locate(disk->map, disk->next, &place);
    const size_t made = read_cluster(disk, &place, out, room);
    memset(out + made, 0, room - made);
    disk->lost += room - made;
    sliding_window_grew(&disk->window, room);
    disk->next++;
    if (disk->skip > 0) {
        sliding_window_take(&disk->window, disk->skip < room ? disk->skip : room);
        disk->skip = 0;
    }
}

static struct bytes disk_ahead(struct stream *stream, size_t wanted)
{
    struct disk_stream *disk = (struct disk_stream *)stream;
    struct bytes seen = sliding_window_bytes(&disk->window);
    while (seen.left < wanted && !disk->ended) {
        read_next(disk);
        seen = sliding_window_bytes(&disk->window);
    }
    return seen;
}

static void disk_consume(struct stream *stream, size_t count)
{
    struct disk_stream *disk = (struct disk_stream *)stream;
    sliding_window_take(&disk->window, count);
    stream->offset += count;
}

static bool disk_seek(struct stream *stream, uint64_t to)
{
    struct disk_stream *disk = (struct disk_stream *)stream;
    if (to > stream->size) {
        return false;
    }
    sliding_window_reset(&disk->window);
    stream->offset = to;
    disk->next = disk->from + to / disk->map->cluster;
    disk->skip = (size_t)(to % disk->map->cluster);
    disk->ended = false;
    return true;
}

void disk_stream_init(struct disk_stream *disk, struct disk_map *map, uint64_t from,
                      uint64_t octets)
{
    static const struct stream_kind kind = { disk_ahead, disk_consume, disk_seek };
    const uint64_t begin = from * map->cluster, left = map->size > begin ? map->size - begin : 0;
    *disk = (struct disk_stream){
        .stream = { .kind = &kind, .size = octets < left ? octets : left },
        .map = map,
        .from = from,
        .next = from,
    };
}

void disk_stream_clear(struct disk_stream *disk)
{
    sliding_window_clear(&disk->window);
    buffer_clear(&disk->packed);
}
