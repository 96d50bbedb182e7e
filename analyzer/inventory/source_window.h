#ifndef SOURCE_WINDOW_H
#define SOURCE_WINDOW_H

#include "buffer.h"
#include "crypto/content_sums.h"
#include "job.h"
#include "stream.h"

/* A certificate source as it is read: a window that moves over the file, with
 * what is not yet used carried over. Memory stays at READ_WINDOW unless one
 * object is larger than that. A large file may be read in ranges: each answers for
 * its own bytes, and reads on behind them to the end of what began there. */

struct source_window {
    int fd;                /* of the file, or -1 */
    struct stream *stream; /* what it was unpacked to, where it is no file; not owned */
    struct buffer memory;  /* what was read; the view is its part from `used` on */
    size_t used;
    size_t step;               /* how much is read at once; 0: READ_WINDOW */
    uint64_t position;         /* offset in the file of the view's first byte */
    uint64_t read;             /* offset in the file of the next byte to be read */
    bool ended;                /* all was read, or the rest cannot be */
    const struct fault *fault; /* why it ended before its time; NULL otherwise */
    uint64_t own_to;           /* where the bytes end that this reading answers for */
    struct content_sums sums;  /* of these bytes */
    void *context;
    void (*progress)(void *context, uint64_t bytes); /* after each read */
};

/* Of the bytes [from, to) of a file, with their digest, with their checksums, or both. */
struct window_span {
    uint64_t from, to;
    bool digest, summed;
};
void source_window_init(struct source_window *window, int fd, const struct window_span *span);
/* Over what a container gives: no digest, no progress. Ends where the stream does. */
void source_window_over(struct source_window *window, struct stream *stream);
/* Digest and checksums, and how much was read of the window's own. */
void source_window_end(struct source_window *window, struct file_done *done);
void source_window_clear(struct source_window *window);

struct bytes source_window_view(const struct source_window *window);

/* Reads on, so that the view has more behind it; moves it in memory. False at the
 * end, or when the view already holds `most` bytes. */
MUST_CHECK bool source_window_more(struct source_window *window, size_t most);

/* Reads on until the view has `wanted` bytes. False when it stays shorter. */
bool source_window_need(struct source_window *window, size_t wanted);

/* Takes from the front of the view; more than it has is read past. */
void source_window_drop(struct source_window *window, uint64_t count);

/* The size of the file that the window is over, where one can go to any place in it: false for a
 * pipe, and for what was unpacked. */
MUST_CHECK bool source_window_file(const struct source_window *window, uint64_t *size);

/* The window as the stream that a container is read from; cannot seek. Not owned. */
struct source_stream {
    struct stream stream;
    struct source_window *window;
};
void source_stream_init(struct source_stream *stream, struct source_window *window);

#endif
