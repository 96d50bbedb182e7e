#ifndef PIECED_STREAM_H
#define PIECED_STREAM_H

#include "buffer.h"
#include "bytes/sliding_window.h"
#include "stream.h"

/* Pieces of a content that can seek, one behind the other as they belong together: segments of TCP,
 * chunks of HTTP. Where one begins behind the end of the last, what lies between was lost, and
 * zeros stand for it, so that what counts octets behind it is still right. */

struct piece {
    uint64_t at;     /* in the stream: no earlier than the end of the one before */
    uint64_t offset; /* in the content */
    uint64_t length;
};

struct pieces {
    struct buffer list; /* of struct piece, in their order */
    uint64_t end;       /* of the last, in the stream */
};

/* Behind all that were added before, as one with the last where both go on there. False when memory
 * ran out. */
MUST_CHECK bool pieces_add(struct pieces *pieces, const struct piece *piece);
size_t pieces_count(const struct pieces *pieces);
void pieces_reset(struct pieces *pieces);
void pieces_clear(struct pieces *pieces);

struct pieced_stream {
    struct stream stream;
    struct stream *content; /* not owned; nobody else may read it meanwhile */
    const struct pieces *pieces;
    size_t next;   /* the piece that is read */
    uint64_t read; /* up to here in the stream the window was filled */
    struct sliding_window window;
    bool ended;
};

void pieced_stream_init(struct pieced_stream *stream, struct stream *content,
                        const struct pieces *pieces);
void pieced_stream_clear(struct pieced_stream *stream);

#endif
