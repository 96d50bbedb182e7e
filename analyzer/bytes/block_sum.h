#ifndef BLOCK_SUM_H
#define BLOCK_SUM_H

#include "bytes.h"

/* A 64-bit checksum at memory speed. It shows that two readings of an evidence
 * file saw the same bytes; it withstands change, not an adversary: that is what
 * the SHA-256 is for. */
uint64_t block_sum(struct bytes block);

#endif
