#ifndef LIMITED_STREAM_H
#define LIMITED_STREAM_H

#include "stream.h"

/* A view on another stream, with its offsets, that ends before one of them. Nothing is copied; it
 * goes back where the other one can. Whoever reads it goes on in `from` where it stands. */
struct limited_stream {
    struct stream stream;
    struct stream *from;
    uint64_t to;
};

void limited_stream_init(struct limited_stream *limited, struct stream *from, uint64_t to);

#endif
