#ifndef WIREDTIGER_FILE_H
#define WIREDTIGER_FILE_H

#include "container.h"

/* Files of WiredTiger (collection-*.wt, index-*.wt), in which MongoDB keeps what it is given:
 * pages, each packed as a whole, behind its first 64 octets, by Snappy (what MongoDB does when
 * nobody says otherwise) or LZ4. Given are readings "wiredtiger-snappy" and "wiredtiger-lz4"; zstd
 * and zlib are carved. Pages are found by their headers, those too that no checkpoint names any
 * more (btmem.h, block.h, ext/compressors of WiredTiger). */
extern const struct container wiredtiger_file_container;

#endif
