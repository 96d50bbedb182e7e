#ifndef DENSE_ESCAPES_H
#define DENSE_ESCAPES_H

#include "bytes.h"

/* A text of which each character is written as an escape, of ASCII: \u004d, \115, %4D, =4D,
 * &#77; or &#x4d;.
 * Nobody writes so what can be read as it is; what languages escape is beyond ASCII. */

/* Of enum escape_kind where nothing but such escapes of one kind stands there, the first and the
 * last of which may be cut off; 0 = something else. Of \x4d none: it is read as hex. */
unsigned dense_escapes_kind(struct bytes text);

#endif
