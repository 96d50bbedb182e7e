#ifndef CHAIN_STREAM_H
#define CHAIN_STREAM_H

#include "stream.h"

/* A view on another stream that ends where a chain of pieces ends, each of which says how long it
 * is: members of a tar, blocks of an lz4 frame. Nothing is copied. Reads through `from`, which then
 * stands behind the chain once this was drained. Who reads it must not ask for more than
 * CHAIN_AHEAD_MAX at once: it shows no more. */

/* How much of a piece is looked at: all of it is shown, and never more, however the bytes come. */
#define CHAIN_LOOK      ((size_t)512)
#define CHAIN_AHEAD_MAX (STREAM_AHEAD_MAX - CHAIN_LOOK)

/* The length of the piece that begins with `rest`, CHAIN_LOOK bytes or, at the end of all, fewer;
 * 0: the chain has ended before it. */
typedef uint64_t chain_piece(void *state, struct bytes rest);

struct chain_stream {
    struct stream stream;
    struct stream *from;
    chain_piece *piece;
    void *state;
    uint64_t known; /* bytes from the front of `from` that belong to the chain */
    uint64_t last;  /* offset in this stream of the last piece */
    bool ended;
};

void chain_stream_init(struct chain_stream *chain, struct stream *from, chain_piece *piece,
                       void *state);

#endif
