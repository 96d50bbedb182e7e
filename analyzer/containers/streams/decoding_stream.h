#ifndef DECODING_STREAM_H
#define DECODING_STREAM_H

#include "bytes.h"
#include "container.h"
#include "provenance.h"
#include "stream.h"

/* A stream that decodes another one on the way: the transfer encodings of mail,
 * and UTF-16. Decodes tolerantly and never gives up: what is wrong is noted in
 * `remarks`, and the decoding goes on behind it. */

struct decoding_stream;

/* What a decoder met that its rules do not allow. */
enum decoding_remark {
    DECODING_STRAY = 1,     /* characters that are not in the encoding's alphabet */
    DECODING_CONTINUED = 2, /* data after what marks the end */
    DECODING_CUT = 4        /* ended within a group */
};

/* Where a step writes: at least DECODING_STEP_ROOM bytes. */
struct decoded {
    uint8_t *at;
    size_t room, used;
};
#define DECODING_STEP_ROOM ((size_t)512)

struct decoding {
    const char *name;
    /* A step sees so many bytes at once, fewer only at the end (`whole`). */
    size_t look;
    /* Decodes a piece of `in` and returns how much of it was taken: never 0. */
    size_t (*step)(struct decoding_stream *stream, struct bytes in, bool whole,
                   struct decoded *out);
    /* Writes what is left when no more comes; may be NULL. */
    void (*finish)(struct decoding_stream *stream, struct decoded *out);
};

extern const struct decoding base64_decoding;           /* RFC 2045 section 6.8 */
extern const struct decoding quoted_printable_decoding; /* RFC 2045 section 6.7 */
extern const struct decoding uuencode_decoding;         /* POSIX.1, from the `begin` line on */
extern const struct decoding yenc_decoding;             /* yEnc 1.3, from the `=ybegin` line on */
extern const struct decoding utf16le_decoding, utf16be_decoding; /* to UTF-8 (RFC 2781) */

/* The window of one decoder after another: grows as it is needed. */
struct decoding_window {
    uint8_t *at;
    size_t room;
    size_t touched; /* what was ever written: to be wiped */
};
/* Wipes and frees. */
void decoding_window_clear(struct decoding_window *window);

struct decoding_stream {
    struct stream stream;
    struct stream *from;
    const struct decoding *decoding;
    struct decoding_window *window;
    size_t begin, end; /* what is decoded and not consumed */
    bool ended;
    unsigned remarks; /* of what was decoded so far */
    /* The decoder's own: a group that was begun. */
    uint32_t group;
    unsigned count;
    bool padded, started;
};

/* The window is the caller's and stays with this stream until it is read. */
void decoding_stream_init(struct decoding_stream *stream, struct stream *from,
                          const struct decoding *decoding, struct decoding_window *window);

/* Of all that is left of `content`, decoded. */
struct place decoding_place(const struct decoding *decoding, const struct stream *content);

/* Gives all of `content`, decoded, as one part. What the decoder met is noted; NULL for what this
 * decoding cannot meet. */
void decoding_walk(const struct decoding *decoding, struct stream *content,
                   const struct container_sink *sink, const struct fault *stray,
                   const struct fault *cut);

#endif
