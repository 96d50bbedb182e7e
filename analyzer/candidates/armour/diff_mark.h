#ifndef DIFF_MARK_H
#define DIFF_MARK_H

#include "bytes.h"

/* `+` and `-`, which diffs put before each line: both are of an alphabet of base64. */

/* How long such marks are at the front of base64, whose characters may be escaped: whole groups
 * of four with them there are none. In UTF-7 a `+` is `+-`. */
size_t diff_mark_length(struct bytes text);

#endif
