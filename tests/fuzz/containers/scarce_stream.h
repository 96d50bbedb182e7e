#ifndef SCARCE_STREAM_H
#define SCARCE_STREAM_H

#include "require.h"
#include "stream.h"

/* What targets of containers hold walks to, beside the properties of their own. */

/* FNV-1a, over all that a walk gives. */
static inline void fnv_add(uint64_t *digest, struct bytes bytes)
{
    for (size_t i = 0; i < bytes.left; i++) {
        *digest = (*digest ^ bytes.at[i]) * 0x100000001b3u;
    }
}

/* The same over a part to its end, or some MiB of it: bounds are tested elsewhere, and cost time.
 */
static inline void fnv_add_part(uint64_t *digest, struct stream *content)
{
    while (content->offset <= (uint64_t)4 << 20) {
        const struct bytes seen = stream_ahead(content, 1);
        if (seen.left == 0) {
            return;
        }
        fnv_add(digest, seen);
        stream_consume(content, seen.left);
    }
}

/* Shows no more than it is asked for, and lets nothing be consumed that it has not shown. */
struct scarce_stream {
    struct stream stream;
    struct bytes all;
    size_t shown;
};

static inline struct bytes scarce_ahead(struct stream *stream, size_t wanted)
{
    struct scarce_stream *scarce = (struct scarce_stream *)stream;
    const size_t left = scarce->all.left - (size_t)stream->offset;
    const size_t least = wanted > 0 ? wanted : 1;
    scarce->shown = least < left ? least : left;
    return bytes_over(left > 0 ? scarce->all.at + stream->offset : NULL, scarce->shown);
}

static inline void scarce_consume(struct stream *stream, size_t count)
{
    struct scarce_stream *scarce = (struct scarce_stream *)stream;
    require(count <= scarce->shown);
    scarce->shown -= count;
    stream->offset += count;
}

static inline bool scarce_seek(struct stream *stream, uint64_t to)
{
    struct scarce_stream *scarce = (struct scarce_stream *)stream;
    scarce->shown = 0;
    if (to > scarce->all.left) {
        return false;
    }
    stream->offset = to;
    return true;
}

static inline void scarce_stream_init(struct scarce_stream *stream, struct bytes all, bool seeks)
{
    static const struct stream_kind flows = { scarce_ahead, scarce_consume, NULL };
    static const struct stream_kind sought = { scarce_ahead, scarce_consume, scarce_seek };
    *stream =
        (struct scarce_stream){ .stream = { .kind = seeks ? &sought : &flows, .size = all.left },
                                .all = all };
}

#endif
