#include "bytes/tap_stream.h"

#include <assert.h>

static struct bytes tap_ahead(struct stream *stream, size_t wanted)
{
    struct tap_stream *tap = (struct tap_stream *)stream;
    tap->seen = stream_ahead(tap->from, wanted);
    tap->stream.fault = tap->from->fault;
    return tap->seen;
}

static void tap_consume(struct stream *stream, size_t count)
{
    struct tap_stream *tap = (struct tap_stream *)stream;
    struct bytes piece;
    bool within = bytes_take(&tap->seen, count, &piece);
    assert(within);
    tap->tap(tap->context, piece);
    stream_consume(tap->from, count);
    tap->stream.offset += count;
}

void tap_stream_init(struct tap_stream *stream, struct stream *from, void *context,
                     void (*tap)(void *context, struct bytes piece))
{
    static const struct stream_kind kind = { tap_ahead, tap_consume, NULL };
    *stream = (struct tap_stream){
        .stream = { .kind = &kind, .size = from->size, .offset = from->offset },
        .from = from,
        .context = context,
        .tap = tap,
    };
}

void stream_drain(struct stream *stream)
{
    for (;;) {
        struct bytes seen = stream_ahead(stream, 1);
        if (seen.left == 0) {
            return;
        }
        stream_consume(stream, seen.left);
    }
}
