#ifndef SPELLED_OCTET_H
#define SPELLED_OCTET_H

#include "bytes/octet_list.h"

/* Octets as source code and prints of programs spell them: in an array with a word at each number
 * (`(byte)0x30`, `.byte 48`, `48u8`, `0x30.toByte()`), and in a string (`0\x82`, `0\202`,
 * `0\u0082`), where what can be printed stands for itself. */

/* Takes such a number at the front, or one as octet_list.h has it. `word` becomes whether one
 * stands at it. False, with nothing taken, for anything else. */
MUST_CHECK bool spelled_octet_take(struct bytes *text, uint8_t *octet, bool *word);

/* How many bytes at the front part two such numbers of an array: commas, semicolons, blanks and
 * line ends, and what stands before the numbers of a line (quoting, time stamps). 0 where none
 * follows. */
size_t spelled_octet_gap(struct bytes text);

/* How many backslashes stand at the front. An escape is written with one, or with two or four
 * where its string was quoted once or twice more. */
size_t spelled_octet_slashes(struct bytes text);

/* Takes one octet of a string whose escapes have so many backslashes. False, with nothing taken,
 * for what no such string has: a control character, a byte that is not ASCII, an escape of
 * anything but an octet, or too few backslashes. */
MUST_CHECK bool spelled_octet_escape(struct bytes *text, size_t slashes, uint8_t *octet);

#endif
