#ifndef PEM_BLOCK_H
#define PEM_BLOCK_H

#include "buffer.h"

/* PEM of what is public: certificates, bags of them, revocation lists (RFC 7468),
 * anywhere between other text. Read as leniently as they occur: LF, CRLF or CR,
 * indented, lines of any length, escaped line ends of a JSON text, no padding,
 * headers of RFC 1421. Fast: one pass over the bytes. */

enum pem_end {
    PEM_BLOCK,   /* a block, decoded */
    PEM_DAMAGED, /* a BEGIN line, but what follows is no base64 up to an END line */
    PEM_NONE,    /* no BEGIN in these bytes */
    PEM_OPEN     /* a block begins and its end is not among these bytes */
};

struct pem_block {
    struct bytes label; /* "CERTIFICATE" ...; a window on the text */
    size_t begin, end; /* from BEGIN to behind the END line, in the text; damaged: where to go on */
    struct bytes content; /* decoded; a window on the buffer given */
};

/* The first block in `text`, decoded into `room` (emptied first; its memory is
 * used again). `last`: no more bytes follow. With PEM_NONE, `block->begin` is how
 * much of the text needs not be looked at again; with PEM_OPEN, where the block
 * begins. False when memory ran out. */
MUST_CHECK bool pem_block_next(struct bytes text, bool last, struct buffer *room,
                               struct pem_block *block, enum pem_end *end);

#endif
