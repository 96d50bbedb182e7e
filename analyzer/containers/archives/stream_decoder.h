#ifndef STREAM_DECODER_H
#define STREAM_DECODER_H

#include "bytes.h"

/* Decompressors that hand out every byte that could be decoded before the place
 * of a damage or a cut: libarchive's filters keep back up to 128 KiB of it, which
 * in a small file is all there is. One row per encoding. zstd has a file of its own. */

enum decoder_step {
    DECODER_MORE, /* go on */
    DECODER_END,  /* the end of the encoding's own structure */
    DECODER_DAMAGED,
    DECODER_TOO_LARGE, /* asks for more memory than DECODER_MEMORY_MAX */
    DECODER_NO_MEMORY
};

struct stream_decoder {
    const char *name; /* of the reading: "gzip" ... */
    bool (*recognise)(struct bytes head);
    /* The state of one decoding; NULL when memory ran out. */
    void *(*begin)(void);
    /* Takes from `in` and writes at most `room` bytes to `out`. `made` is set in
     * every case: what was decoded before a damage counts. */
    enum decoder_step (*step)(void *state, struct bytes *in, uint8_t *out, size_t room,
                              size_t *made);
    void (*end)(void *state);
};

/* Octets that no other bytes are a compressed stream for. */
#define DECODER_SURE ((size_t)512)

/* Of text, fewer tell: is what was made first letters, digits and line ends, and not the same few
 * of them again and again? */
bool stream_decoder_made_text(const uint8_t *octets, size_t count);

/* By the first bytes; NULL where it is none of them. */
const struct stream_decoder *stream_decoder_of(struct bytes head);

/* The same of what it gave one for before: nothing is decoded once more to see that. */
const struct stream_decoder *stream_decoder_again(struct bytes head);

/* Does what it gave one for decode, at the front, to more than so many times its octets? So much
 * of the front is looked at: SWELLING_LEAST. */
bool stream_decoder_swells(const struct stream_decoder *decoder, struct bytes head,
                           unsigned factor);

/* Deflate without any frame (RFC 1951): the inside of a zip member. */
extern const struct stream_decoder deflate_decoder;
/* One stream of zlib (RFC 1950): the inside of git's objects, FlateDecode of PDF. */
extern const struct stream_decoder zlib_decoder;
/* RFC 1950 section 2.2: deflate, check bits right, no preset dictionary. */
bool zlib_header_holds(struct bytes head);

/* Is what begins there such a stream, in the middle of other bytes? It ends, with its sum, or goes
 * on for longer than others would, or begins with text. `taken`: octets that were decoded. */
bool zlib_stream_stands(struct bytes head, size_t *taken);

/* The check sum of RFC 1950 section 8.2. */
uint32_t adler32_of(struct bytes of);

#endif
