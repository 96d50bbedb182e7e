#ifndef LINE_PADDING_H
#define LINE_PADDING_H

#include "bytes.h"

/* An `=` before a line end is a soft line break of quoted-printable (RFC 2045 section 6.7), or
 * the padding of base64 (RFC 4648 section 4): what is around it tells. */

/* Is what `here` begins with, not empty, padding? `before` is the text before it, with escapes
 * undone where possible, `behind` that behind the line end. */
bool line_padding_is(struct bytes before, struct bytes here, struct bytes behind);

#endif
