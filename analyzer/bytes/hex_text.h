#ifndef HEX_TEXT_H
#define HEX_TEXT_H

#include "buffer.h"

/* Hexadecimal as it stands in dumps and source code: plain digits, or pairs
 * with colons, spaces, commas, `0x` or `\x` between them, on lines whose ends may
 * be escaped and which may be quoted. */

/* Value of a digit, or -1. */
int hex_digit(uint8_t character);

/* Writes octets as lower-case digits and a NUL: 2 * left + 1 characters. */
void hex_text_write(struct bytes octets, char *text);

/* Appends octets as digits, without a NUL; nothing when memory ran out, which is false. */
MUST_CHECK bool hex_text_append(struct bytes octets, struct buffer *text);
MUST_CHECK bool hex_text_append_upper(struct bytes octets, struct buffer *text);

/* How many bytes at the front are such text: whole pairs and what may stand
 * between two of them (never behind the last). Digits are counted in `digits`. */
size_t hex_text_run(struct bytes text, size_t *digits);

/* Where such a run really begins: behind pairs at its front that are parted otherwise than those
 * behind them, as a number or a time is that stands before a line. */
size_t hex_text_front(struct bytes text);

/* Decodes all pairs of such a run. False when memory ran out. */
MUST_CHECK bool hex_text_decode(struct bytes run, struct buffer *into);

#endif
