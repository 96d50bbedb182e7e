#ifndef COMPRESSED_STREAM_H
#define COMPRESSED_STREAM_H

#include "bytes/sliding_window.h"
#include "containers/archives/passed_over.h"
#include "containers/archives/stream_decoder.h"
#include "stream.h"

/* What a compressed stream decodes to, over any number of members behind each
 * other; bounded by DECODED_OBJECT_MAX and RATIO_MAX. Ends with a fault where the
 * encoding is damaged or cut off, after all that could be decoded. */
struct compressed_stream {
    struct stream stream;
    struct stream *from; /* not owned; stands behind what was decoded when it ended */
    const struct stream_decoder *decoder;
    void *state;
    struct sliding_window window;
    uint64_t begin; /* offset in `from` */
    uint64_t made;  /* bytes decoded */
    uint64_t most;  /* that may be; DECODED_OBJECT_MAX if the owner sets nothing else */
    bool ended;
    struct passed_over *passed; /* NULL: nobody asks what is passed over */
};

void compressed_stream_init(struct compressed_stream *stream, struct stream *from,
                            const struct stream_decoder *decoder);
/* Before the first byte: notes what the decoder passes over. */
void compressed_stream_note(struct compressed_stream *stream, struct passed_over *passed);

void compressed_stream_clear(struct compressed_stream *stream);

/* Does so much output from so much input look like a bomb? */
bool decoding_is_bomb(uint64_t output, uint64_t input);

#endif
