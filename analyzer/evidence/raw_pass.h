#ifndef RAW_PASS_H
#define RAW_PASS_H

#include "crypto/content_sums.h"
#include "evidence/leaf_reader.h"

/* One pass over the raw bytes of an evidence file: digest, checksums of its
 * blocks, and the scan, all of the same bytes. A zeroed struct is safe to clear. */
struct raw_pass {
    struct leaf_reader *reader; /* NULL: no scan */
    struct content_sums sums;
    bool counted;      /* what comes now is this pass's own, no overlap */
    uint64_t examined; /* bytes counted */
};

/* Begins to count, with or without digest and checksums. False when memory ran out. */
MUST_CHECK bool raw_pass_begin(struct raw_pass *pass, bool digest, bool summed);
void raw_pass_push(struct raw_pass *pass, struct bytes piece);
/* Stops counting: what comes now belongs to somebody else. */
void raw_pass_seal(struct raw_pass *pass);
/* Fills ledger, digest and sums of `done`; the sums are a window on the pass. */
void raw_pass_end(struct raw_pass *pass, struct file_done *done);
void raw_pass_clear(struct raw_pass *pass);

#endif
