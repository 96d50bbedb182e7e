#ifndef CARVE_MARK_H
#define CARVE_MARK_H

#include "bytes.h"

/* The first three octets of a compressed stream or an archive, wherever they stand: one pass at
 * the speed of memory, which finds what is worth a closer look. Of zlib two of them are a mark, and
 * the third says that its first block is packed. */

enum carve_kind {
    CARVE_ZIP,   /* local header of a member */
    CARVE_GZIP,  /* with the method, 8 */
    CARVE_XZ,    /* fd "7z" */
    CARVE_BZIP2, /* "BZh" */
    CARVE_ZSTD,
    CARVE_LZ4,
    CARVE_7Z,
    CARVE_TAR, /* "ust" of "ustar", which stands within the header */
    CARVE_LZIP,
    CARVE_CAB,
    CARVE_POSTGRES, /* in the header of a page of a table: its size, the layout */
    CARVE_SNAPPY,   /* 0x82 "SN" of snappy-java */
    CARVE_ZLIB,
    CARVE_LZNT1, /* without a mark: it begins at a sector (lznt1_decoder.h) */
    CARVE_KINDS
};

/* The first mark that begins in [from, to) of `text`, all of which stands in it; false where there
 * is none. Uses what the processor offers. */
MUST_CHECK bool carve_mark_find(struct bytes text, size_t from, size_t to, size_t *at,
                                enum carve_kind *kind);

/* The same in plain C: what others are measured by. */
MUST_CHECK bool carve_mark_find_portable(struct bytes text, size_t from, size_t to, size_t *at,
                                         enum carve_kind *kind);

#endif
