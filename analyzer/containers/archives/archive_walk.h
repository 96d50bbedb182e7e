#ifndef ARCHIVE_WALK_H
#define ARCHIVE_WALK_H

#include "container.h"

/* Archives, through libarchive, whose headers only the files archive_* include.
 * Formats are enabled one by one: the _all() calls start outside programs. */

/* Formats that can be read from a stream: tar, cpio, ar, rpm, lha, rar, warc, iso9660, xar, cab ...
 */
extern const struct container archive_stream_container;
/* Formats that are read rightly only where one can seek: zip, 7z. */
extern const struct container archive_seek_container;
/* One compressed stream: gzip, bzip2, xz, lzma, zstd, lz4, lzip, compress, uuencode; its one
 * part is a PLACE_READING named after the filter. */
extern const struct container compressed_container;

/* Uses every format once, so that what libarchive loads lazily (character sets,
 * the local zone) is there before the worker gives up its rights. Sets TZ to UTC0
 * and LC_CTYPE to C.UTF-8 for the process. False when one of them failed. */
MUST_CHECK bool archive_walk_prepare(void);

#endif
