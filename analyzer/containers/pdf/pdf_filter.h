#ifndef PDF_FILTER_H
#define PDF_FILTER_H

#include "bytes/sliding_window.h"
#include "stream.h"

/* The filters of PDF beside Flate (ISO 32000-2 section 7.4), and the predictors behind Flate and
 * LZW, each as a stream over another one. Tolerant: what is not in an alphabet is passed over. */

enum pdf_filter_kind {
    PDF_FILTER_ASCII_HEX,
    PDF_FILTER_ASCII_85,
    PDF_FILTER_RUN_LENGTH,
    PDF_FILTER_LZW,
    PDF_FILTER_PREDICTOR
};

/* DecodeParms, section 7.4.4.3. */
struct pdf_filter_parameters {
    bool early_change;
    unsigned predictor; /* 1: none; 2: TIFF; 10 and more: PNG */
    uint32_t colors, bits, columns;
};

struct pdf_lzw {
    uint16_t before[4096]; /* the string of a code without its last octet */
    uint8_t last[4096];
    uint16_t length[4096];
    unsigned next, width, previous; /* previous: 4096 after a clear code */
};

struct pdf_filter_stream {
    struct stream stream;
    struct stream *from; /* not owned */
    enum pdf_filter_kind kind;
    struct pdf_filter_parameters parameters;
    struct sliding_window window;
    bool ended;
    uint64_t made, most; /* bytes decoded, and that may be */
    uint32_t group;      /* what was begun */
    unsigned count;
    bool literal;
    struct pdf_lzw *lzw;
    uint8_t *row; /* of the predictor: the one before, decoded */
    size_t row_length, pixel;
};

/* False when memory ran out, or no predictor is like that: `fault` of the stream says which. The
 * stream is then an empty one, and to be cleared like any other. */
MUST_CHECK bool pdf_filter_stream_init(struct pdf_filter_stream *stream, struct stream *from,
                                       enum pdf_filter_kind kind,
                                       const struct pdf_filter_parameters *parameters,
                                       uint64_t most);
void pdf_filter_stream_clear(struct pdf_filter_stream *stream);

#endif
