#ifndef UTF8_H
#define UTF8_H

#include "bytes.h"

/* UTF-8 (RFC 3629 section 4), one character at a time. */

#define UTF8_OCTETS_MAX 4

/* Takes the character at the front: shortest form, no surrogate, nothing past
 * U+10FFFF. False, and nothing changed, where none stands there. */
MUST_CHECK bool utf8_take(struct bytes *from, uint32_t *code);

/* Does something to a screen instead of showing: C0, DEL, C1; marks, embeddings, overrides and
 * isolates of direction; line separators. */
bool utf8_is_unsafe(uint32_t code);

/* Writes `code` (up to U+10FFFF; a surrogate as any other) and returns how many
 * octets it takes: no more than those are touched. */
size_t utf8_write(uint32_t code, uint8_t octets[UTF8_OCTETS_MAX]);

/* How many bytes at the front are ASCII. */
size_t utf8_ascii(struct bytes text);

#endif
