#ifndef MARKUP_H
#define MARKUP_H

#include "bytes.h"

/* Mark-up and characters that nobody sees, as HTML, XML and word processors put them into
 * a text: tags, soft hyphens, zero-width spaces. */

/* Reads what stands at the front of `text`: how many bytes it takes, 0 where it is no
 * such thing. `seen` is what a reader sees there: '\n', a space, or 0 for nothing. */
size_t markup_take(struct bytes text, uint8_t *seen);

/* Is the tag at the front one that pages and word processors put around lines and words? Names
 * are as these write them, in small letters: an `<P>` may be a number of a key. */
bool markup_is_page(struct bytes text);

#endif
