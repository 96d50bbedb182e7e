#ifndef SOFT_TEXT_H
#define SOFT_TEXT_H

#include "bytes.h"

/* Numbers in quoted-printable (RFC 2045 section 6.7): soft line breaks stand anywhere among them,
 * within one too, and blanks at the end of a line as `=20`. Nothing else of them is escaped. */

#define SOFT_TEXT_MAX 512

/* The text without them: itself where there are none, else in `into`. At most SOFT_TEXT_MAX bytes
 * of it are read then. */
struct bytes soft_text_join(struct bytes text, uint8_t into[SOFT_TEXT_MAX]);

/* How many bytes of the text the first `joined` bytes of what it was joined to take. */
size_t soft_text_length(struct bytes text, size_t joined);

#endif
