#ifndef BASE64_H
#define BASE64_H

#include "buffer.h"

/* Base64 as leaks carry it, RFC 4648 sections 4 and 5: both alphabets, with
 * and without padding. Characters of neither alphabet are the caller's affair:
 * the reader is fed one character after the other. */

#define BASE64_FOREIGN 0xffu

/* Value of a character in either alphabet, or BASE64_FOREIGN; `=` is foreign. */
uint8_t base64_value(uint8_t character);

/* True for a character of the standard alphabet, `=` not included. */
bool base64_standard(uint8_t character);

/* True for a character of either alphabet where `url` is true, else of the standard one. */
bool base64_belongs(uint8_t character, bool url);

/* How many bytes at the front belong to the alphabet (with `-` and `_` where
 * `url` is true). Fast. */
size_t base64_run(struct bytes text, bool url);

/* Does a row of so many characters of the standard alphabet occur, 31 or more? Fast on
 * language, where none does. */
bool base64_occurs(struct bytes text, size_t least);

/* Decodes whole groups of four characters of the standard alphabet up to the first
 * that is none: how many characters that were. `to` has room for three octets for
 * every four characters of `text`; `made` is how many were written. Fast. */
size_t base64_groups(struct bytes text, uint8_t *to, size_t *made);

/* What is left of a group of four between two calls. Zeroed = fresh. */
struct base64_reader {
    uint32_t bits;
    unsigned count; /* characters of the open group, 0 to 3 */
};

/* Decodes characters; foreign ones are skipped, and padding closes the open
 * group, so that bodies joined behind each other stay readable. False when
 * memory ran out; `into` then holds a front part. */
MUST_CHECK bool base64_read(struct base64_reader *reader, struct bytes text, struct buffer *into);

/* Closes the open group: gives the bytes that stand in it. */
MUST_CHECK bool base64_close(struct base64_reader *reader, struct buffer *into);

/* Decodes the whole of a text. */
MUST_CHECK bool base64_decode(struct bytes text, struct buffer *into);

#endif
