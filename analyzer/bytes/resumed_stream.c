#include "bytes/resumed_stream.h"

#include <assert.h>

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory to go on reading" };

static struct bytes held_left(const struct resumed_stream *stream)
{
    return bytes_over(stream->held->at + stream->taken, stream->held->used - stream->taken);
}

/* What is left of the held bytes is less than is wanted: it is shown with what follows. */
static bool leave_held(struct resumed_stream *stream)
{
    if (!sliding_window_append(&stream->border, held_left(stream))) {
        stream->stream.fault = &no_memory;
        return false;
    }
    buffer_clear(stream->held);
    stream->taken = 0;
    return true;
}

static bool draw(struct resumed_stream *stream, size_t wanted)
{
    struct bytes more = stream_ahead(stream->from, wanted);
    if (more.left == 0) {
        return false;
    }
    struct bytes piece = bytes_over(more.at, more.left < wanted ? more.left : wanted);
    if (!sliding_window_append(&stream->border, piece)) {
        stream->stream.fault = &no_memory;
        return false;
    }
    stream_consume(stream->from, piece.left);
    return true;
}

static struct bytes resumed_ahead(struct stream *base, size_t wanted)
{
    struct resumed_stream *stream = (struct resumed_stream *)base;
    if (stream->held->used > 0) {
        struct bytes left = held_left(stream);
        if (left.left >= wanted || !leave_held(stream)) {
            return left;
        }
    }
    struct bytes seen = sliding_window_bytes(&stream->border);
    if (seen.left == 0) {
        seen = stream_ahead(stream->from, wanted);
    }
    while (sliding_window_bytes(&stream->border).left > 0 && seen.left < wanted &&
           draw(stream, wanted - seen.left)) {
        seen = sliding_window_bytes(&stream->border);
    }
    if (base->fault == NULL) {
        base->fault = stream->from->fault;
    }
    return seen;
}

static void resumed_consume(struct stream *base, size_t count)
{
    struct resumed_stream *stream = (struct resumed_stream *)base;
    base->offset += count;
    if (stream->held->used > 0) {
        assert(count <= stream->held->used - stream->taken);
        stream->taken += count;
    } else if (sliding_window_bytes(&stream->border).left > 0) {
        sliding_window_take(&stream->border, count);
    } else {
        stream_consume(stream->from, count);
    }
}

void resumed_stream_init(struct resumed_stream *stream, struct buffer *held, struct stream *from)
{
    static const struct stream_kind kind = { resumed_ahead, resumed_consume, NULL };
    *stream = (struct resumed_stream){
        .stream = { .kind = &kind, .size = from->size },
        .held = held,
        .from = from,
    };
}

void resumed_stream_clear(struct resumed_stream *stream)
{
    sliding_window_clear(&stream->border);
}
