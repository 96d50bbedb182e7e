#include "stream.h"

#include <assert.h>

#include "buffer.h"

struct bytes stream_ahead(struct stream *stream, size_t wanted)
{
    assert(wanted <= STREAM_AHEAD_MAX);
    return stream->kind->ahead(stream, wanted);
}

void stream_consume(struct stream *stream, size_t count)
{
    if (count > 0) {
        stream->taken += count;
        stream->kind->consume(stream, count);
    }
}

bool stream_seek(struct stream *stream, uint64_t to)
{
    return stream->kind->seek != NULL && stream->kind->seek(stream, to);
}

struct bytes stream_ahead_at(struct stream *stream, uint64_t at, size_t most)
{
    if (!stream_seek(stream, at)) {
        return bytes_over(NULL, 0);
    }
    const struct bytes seen = stream_ahead(stream, most);
    return seen.left > most ? bytes_over(seen.at, most) : seen;
}

bool stream_hold(struct stream *stream, uint64_t limit, struct buffer *into)
{
    for (;;) {
        struct bytes seen = stream_ahead(stream, 1);
        if (seen.left == 0) {
            return true;
        }
        uint64_t room = limit - into->used;
        struct bytes taken = bytes_over(seen.at, seen.left <= room ? seen.left : (size_t)room);
        if (!buffer_append(into, taken)) {
            return false;
        }
        stream_consume(stream, taken.left);
        if (taken.left < seen.left) {
            return false;
        }
    }
}

static struct bytes memory_ahead(struct stream *stream, size_t wanted)
{
    (void)wanted; /* all of it is there at once */
    const struct memory_stream *memory = (const struct memory_stream *)stream;
    struct bytes left = memory->all, before;
    bool within = bytes_take(&left, (size_t)stream->offset, &before);
    assert(within);
    return left;
}

static void memory_consume(struct stream *stream, size_t count)
{
    assert(count <= stream->size - stream->offset);
    stream->offset += count;
}

static bool memory_seek(struct stream *stream, uint64_t to)
{
    if (to > stream->size) {
        return false;
    }
    stream->offset = to;
    return true;
}

void memory_stream_init(struct memory_stream *stream, struct bytes all)
{
    static const struct stream_kind kind = { memory_ahead, memory_consume, memory_seek };
    *stream = (struct memory_stream){ .stream = { .kind = &kind, .size = all.left }, .all = all };
}
