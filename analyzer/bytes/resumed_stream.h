#ifndef RESUMED_STREAM_H
#define RESUMED_STREAM_H

#include "buffer.h"
#include "bytes/sliding_window.h"
#include "stream.h"

/* A stream of which the front was held in memory before it turned out to be too long for that:
 * shows what is held, and then goes on in the stream it came from. It cannot seek. */
struct resumed_stream {
    struct stream stream;
    struct buffer *held;          /* not owned; cleared as soon as it is not needed any more */
    size_t taken;                 /* of held */
    struct sliding_window border; /* the last of what was held, and the first behind it */
    struct stream *from;
};

void resumed_stream_init(struct resumed_stream *stream, struct buffer *held, struct stream *from);
void resumed_stream_clear(struct resumed_stream *stream);

#endif
