#ifndef TORN_TEXT_H
#define TORN_TEXT_H

#include "bytes.h"

/* Octets that are no text within one: controls, and what is no UTF-8. Where a compression repeats
 * what stood before they stand for characters that are lost; in what a disk or a memory holds the
 * text may just be at its end. */

/* Where the first of them stands; `text.left` where there is none. */
size_t torn_text_at(struct bytes text);

/* Where the text of base64 ends for good: none of it is seen soon behind the first of them.
 * `text.left` where it goes on. */
size_t torn_text_end(struct bytes text);

#endif
