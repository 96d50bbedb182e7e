#ifndef WHOLE_FILE_H
#define WHOLE_FILE_H

#include "buffer.h"

/* Appends all that a descriptor gives, at most `most` bytes. False, with errno, where it
 * cannot be read, is larger (EFBIG) or memory ran out (ENOMEM). */
MUST_CHECK bool whole_file_read(int descriptor, uint64_t most, struct buffer *content);

#endif
