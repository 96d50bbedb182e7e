#ifndef FILTER_CHAIN_H
#define FILTER_CHAIN_H

#include "containers/archives/passed_over.h"
#include "containers/carving/carve_form.h"

/* Where a compressed stream ends that libarchive reads by a filter: that does not say so, and takes
 * more than it decodes. What is damaged is claimed up to the end, for libarchive to say why. */

/* Stands before the first piece where all but `passed` and `at` is zero. */
struct filter_chain {
    struct passed_over *passed; /* lz4: where frames are noted that are to be skipped */
    uint64_t at;                /* lz4: of the piece that comes, in the content */
    struct carve_chain frame;   /* lz4: of the frame that is open */
    bool legacy; /* lz4: blocks of the old format follow, which has no end of its own */
    bool block;  /* uuencode: behind a `begin` line */
};

/* Frames of lz4, of its old format too, and those that are passed over. */
uint64_t filter_chain_lz4(void *state, struct bytes rest);

/* Lines of uuencode, from `begin` to `end`, and lines of text up to the next ones. */
uint64_t filter_chain_uuencode(void *state, struct bytes rest);

#endif
