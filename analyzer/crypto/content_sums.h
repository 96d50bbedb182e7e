#ifndef CONTENT_SUMS_H
#define CONTENT_SUMS_H

#include "buffer.h"
#include "crypto/sha256.h"
#include "record.h"

/* What is told of the bytes of a file as they are read: their SHA-256, and a checksum
 * for each BLOCK_SUM_SPAN of them, by which readings of one file in several pieces are
 * known to be of the same bytes. A zeroed struct takes neither and is safe to clear. */
struct content_sums {
    struct sha256 *digest; /* NULL: no digest */
    struct buffer block;   /* of the block that is not full yet */
    struct buffer sums;
    bool summed; /* checksums are taken of what comes now */
};

/* With or without each of the two. False when memory ran out. */
MUST_CHECK bool content_sums_begin(struct content_sums *sums, bool digest, bool summed);
void content_sums_push(struct content_sums *sums, struct bytes piece);
/* What comes now goes into the digest alone. */
void content_sums_seal(struct content_sums *sums);
/* Fills digest and checksums of `done`; these are a window on `sums`. */
void content_sums_end(struct content_sums *sums, struct file_done *done);
void content_sums_clear(struct content_sums *sums);

#endif
