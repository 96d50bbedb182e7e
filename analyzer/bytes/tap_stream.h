#ifndef TAP_STREAM_H
#define TAP_STREAM_H

#include "stream.h"

/* A stream that shows each byte to somebody else as it is consumed, in order
 * and once, so that the raw bytes of a container are scanned while it is walked. */
struct tap_stream {
    struct stream stream;
    struct stream *from;
    struct bytes seen; /* what ahead() showed last */
    void *context;
    void (*tap)(void *context, struct bytes piece);
};

void tap_stream_init(struct tap_stream *stream, struct stream *from, void *context,
                     void (*tap)(void *context, struct bytes piece));

/* Consumes all that is left. */
void stream_drain(struct stream *stream);

#endif
