#ifndef LZ_BLOCK_H
#define LZ_BLOCK_H

#include "buffer.h"

/* Blocks of the simple kin of LZ77, as databases and logs keep their values: what was not said
 * before stands there as it is, between marks, and what was is a distance and a length. None has a
 * magic number, an end mark or a sum: how long a block is, and what comes of it, somebody else
 * says, and it holds where both come out even. */

enum lz_code {
    LZ_LZF,   /* liblzf: Redis */
    LZ_PGLZ,  /* common/pg_lzcompress.c of PostgreSQL */
    LZ_LZ4,   /* LZ4 Block Format */
    LZ_SNAPPY /* format_description.txt of Snappy, behind the length at its front */
};

/* No code makes more of one octet: LZ4 adds 255 with each. */
#define LZ_FACTOR_MAX 256u

/* Unpacks from the front of `packed` until it ends, what comes of it is `size` octets, or it is
 * damaged; says in `made` how many came of it, and takes what was read. `into` has room for `size`.
 * True: there were so many, and none is lost. */
MUST_CHECK bool lz_block_read(enum lz_code code, struct bytes *packed, uint8_t *into, size_t size,
                              size_t *made);

/* Appends the `size` octets that come of all of `packed`. False, and nothing appended, where that
 * does not hold, or memory ran out. */
MUST_CHECK bool lz_block_append(enum lz_code code, struct bytes packed, size_t size,
                                struct buffer *text);

/* Snappy's own length, 7 bits an octet, the lowest first, at the front of a block. */
MUST_CHECK bool lz_block_take_size(struct bytes *packed, uint64_t *size);

#endif
