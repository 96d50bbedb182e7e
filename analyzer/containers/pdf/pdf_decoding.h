#ifndef PDF_DECODING_H
#define PDF_DECODING_H

#include "containers/archives/compressed_stream.h"
#include "containers/pdf/pdf_document.h"
#include "containers/pdf/pdf_encryption.h"
#include "containers/pdf/pdf_filter.h"
#include "containers/streams/section_stream.h"

/* The stream of an object, its filters undone (ISO 32000-2 section 7.4) as far as the first that
 * makes a picture of it: JPEG and the like are left as they are. */

struct pdf_stage {
    bool is_flate;
    union {
        struct compressed_stream flate;
        struct pdf_filter_stream filter;
    } as;
};

struct pdf_decoding {
    struct section_stream raw;
    struct pdf_opened_stream opened;
    bool was_closed;
    struct pdf_stage stages[2 * PDF_FILTERS_MAX]; /* a predictor is one of its own */
    size_t count;
    struct stream *last;       /* what is decoded */
    bool is_picture;           /* one of the filters was left */
    const struct fault *fault; /* of the filters as such; NULL */
};

/* Moves the document's content. */
void pdf_decoding_begin(struct pdf_decoding *decoding, struct pdf_document *document,
                        const struct pdf_object *object, uint64_t most);
/* Why not all was decoded, or NULL; and releases it all. */
const struct fault *pdf_decoding_end(struct pdf_decoding *decoding);

#endif
