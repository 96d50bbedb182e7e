#include "containers/streams/limited_stream.h"

static struct bytes limited_ahead(struct stream *stream, size_t wanted)
{
    struct limited_stream *limited = (struct limited_stream *)stream;
    const uint64_t left = limited->to > stream->offset ? limited->to - stream->offset : 0;
    if (left == 0) {
        return bytes_over(NULL, 0);
    }
    struct bytes seen = stream_ahead(limited->from, wanted < left ? wanted : (size_t)left);
    stream->fault = limited->from->fault;
    seen.left = seen.left < left ? seen.left : (size_t)left;
    return seen;
}

static void limited_consume(struct stream *stream, size_t count)
{
    struct limited_stream *limited = (struct limited_stream *)stream;
    stream_consume(limited->from, count);
    stream->offset += count;
}

static bool limited_seek(struct stream *stream, uint64_t to)
{
    struct limited_stream *limited = (struct limited_stream *)stream;
    if (to > limited->to || !stream_seek(limited->from, to)) {
        return false;
    }
    stream->offset = to;
    return true;
}

void limited_stream_init(struct limited_stream *limited, struct stream *from, uint64_t to)
{
    static const struct stream_kind seeks = { limited_ahead, limited_consume, limited_seek };
    static const struct stream_kind flows = { limited_ahead, limited_consume, NULL };
    *limited = (struct limited_stream){
        .stream = { .kind = from->kind->seek != NULL ? &seeks : &flows,
                    .offset = from->offset,
                    .size = from->size < to ? from->size : to },
        .from = from,
        .to = to,
    };
}
