#ifndef ESCAPED_BORDER_H
#define ESCAPED_BORDER_H

#include "bytes.h"

/* Where a long text whose escapes were undone may be cut in pieces: where it speaks in words, as no
 * key does, or in letters that are not ASCII. Both look at the end of what is
 * longer than ESCAPED_PIECE_MAX. */

/* How many more bytes until it is asked next, at most. */
size_t escaped_border_distance(struct bytes piece);

/* May the piece end here? */
bool escaped_border_fits(struct bytes piece);

#endif
