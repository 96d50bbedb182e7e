#ifndef UTF7_H
#define UTF7_H

#include "bytes.h"

/* UTF-7 (RFC 2152) in the middle of text: `+AD0-` for `=`, `+-` for `+`. */

/* The most characters that one shift is followed for. */
#define UTF7_MADE_MAX 8

/* Reads the shift at the front of `text`, which begins with `+`: how many bytes it takes,
 * 0 where it stands for anything but ASCII. `made` gets its `count` characters. */
size_t utf7_take(struct bytes text, uint8_t made[UTF7_MADE_MAX], size_t *count);

#endif
