#ifndef UTF16_NARROW_H
#define UTF16_NARROW_H

#include "bytes.h"

/* UTF-16 (RFC 2781) that lies in the middle of other bytes, made into text of
 * one byte per unit. */

/* One unit as a byte: ASCII and Latin-1 as they are, the dashes of U+2010 to
 * U+2015 and U+2212 as `-`, no-break and thin spaces as a space, quotation marks
 * as `"`; 0 for all else. */
uint8_t utf16_narrow_unit(const uint8_t unit[2], bool big_endian);

/* How many bytes at the front are units of text (an even number): letters of
 * ASCII and Latin-1, tabs, line ends and typographic marks. */
size_t utf16_run(struct bytes from, bool big_endian);

#endif
