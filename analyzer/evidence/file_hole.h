#ifndef FILE_HOLE_H
#define FILE_HOLE_H

#include "bytes.h"

/* Holes of a sparse file (lseek(2), SEEK_DATA): zeros that lie nowhere and need not be read. A
 * terabyte of them takes no longer than its digest. Of a file system that knows no holes, and of
 * what is no file, nothing is one. */

/* Where the hole at `at` ends, at most at `to`; `at` itself where none is. */
uint64_t file_hole_end(int fd, uint64_t at, uint64_t to);

/* So many zeros at most; static. */
struct bytes file_hole_zeros(uint64_t count);

#endif
