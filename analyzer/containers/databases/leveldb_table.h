#ifndef LEVELDB_TABLE_H
#define LEVELDB_TABLE_H

#include "container.h"

/* Tables of LevelDB and RocksDB (.ldb, .sst), as browsers, programs made of Electron and databases
 * keep them: blocks of rows, each of which Snappy or LZ4 packed, or that stand in clear. What is
 * packed is given as readings "leveldb-snappy" and "leveldb-lz4"; zstd and zlib are carved. Blocks
 * are found by what they are, not by the index, so that a table which is cut off is read as well:
 * how long a block is stands in front of it, what it is packed by behind it, and its first row
 * shares nothing with one before. */
extern const struct container leveldb_table_container;

#endif
