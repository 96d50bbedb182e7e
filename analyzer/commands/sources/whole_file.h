#ifndef WHOLE_FILE_H
#define WHOLE_FILE_H

#include "buffer.h"

/* Appends all that a descriptor gives, at most `most` bytes. False, with errno, where it
 * cannot be read, is larger (EFBIG) or memory ran out (ENOMEM). */
MUST_CHECK bool whole_file_read(int descriptor, uint64_t most, struct buffer *content);

/* The same of a file that is opened for it: `path` from `folder` on, which may be AT_FDCWD. `flags`
 * further ones of openat(): O_NONBLOCK where a pipe is to give nothing rather than wait. */
MUST_CHECK bool whole_file_read_at(int folder, const char *path, int flags, uint64_t most,
                                   struct buffer *content);

#endif
