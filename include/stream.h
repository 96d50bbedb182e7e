#ifndef STREAM_H
#define STREAM_H

#include "bytes.h"

/* Bytes that arrive in order and are seen through a bounded window.
 *
 * ahead() shows what stands at the front without taking it, consume() takes
 * it. A stream never fails: it ends, and `fault` says why when it ended before
 * its time. What was seen before that is good. A stream made inside another
 * one (a message in an mbox, a part in a message) reads through its parent,
 * which must not be read by anybody else meanwhile. */

struct stream;

#define STREAM_SIZE_UNKNOWN UINT64_MAX

/* The most that may be asked of stream_ahead() at once, in bytes. Each kind of
 * stream keeps a window at least this large. */
#define STREAM_AHEAD_MAX ((size_t)1 << 20)

struct stream_kind {
    struct bytes (*ahead)(struct stream *stream, size_t wanted);
    void (*consume)(struct stream *stream, size_t count);
    /* NULL where the stream cannot go back. False past the end. */
    bool (*seek)(struct stream *stream, uint64_t to);
};

/* First member of every kind of stream. */
struct stream {
    const struct stream_kind *kind;
    uint64_t offset;           /* of the first byte not consumed, from the stream's start */
    uint64_t size;             /* in bytes, or STREAM_SIZE_UNKNOWN */
    uint64_t taken;            /* consumed so far, whatever was gone over: how far a walk is */
    const struct fault *fault; /* NULL: as far as is known, all is well */
};

/* Shows at least `wanted` bytes (at most STREAM_AHEAD_MAX), fewer only where
 * the stream ends; often more. Good until the next call on this stream or on
 * one it reads through. */
struct bytes stream_ahead(struct stream *stream, size_t wanted);

/* Takes `count` bytes, no more than the last stream_ahead() showed. */
void stream_consume(struct stream *stream, size_t count);

/* Goes to an absolute offset; false where the stream cannot. */
MUST_CHECK bool stream_seek(struct stream *stream, uint64_t to);

/* Goes to an offset and shows what stands there, at the most so many bytes; none where one cannot
 * go there. Good as long as what stream_ahead() shows. */
struct bytes stream_ahead_at(struct stream *stream, uint64_t at, size_t most);

/* A stream over memory that somebody else owns. It can seek, and shows all
 * that is left at once. */
struct memory_stream {
    struct stream stream;
    struct bytes all;
};
void memory_stream_init(struct memory_stream *stream, struct bytes all);

/* Reads the rest of `stream` into `into`, at most `limit` bytes. False when
 * there was more, or no memory; `into` then holds the front part. */
struct buffer;
MUST_CHECK bool stream_hold(struct stream *stream, uint64_t limit, struct buffer *into);

#endif
