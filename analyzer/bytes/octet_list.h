#ifndef OCTET_LIST_H
#define OCTET_LIST_H

#include "bytes.h"

/* Octets as the numbers of an array: decimal, with a sign or without, or one or two digits of hex
 * behind 0x, `$` or `&H` or before `h`, and commas, semicolons, blanks and line ends between them.
 * As JSON, Java, Go, Rust, Pascal, Basic, assemblers and shells write them; and with a name that
 * only counts before each, as JSON and JavaScript have those of a Uint8Array (`"17":`) and PHP
 * those of an array (`[17] =>`). */

struct octet_list {
    size_t count;  /* of the octets */
    bool plain;    /* one could not be a pair of hex digits: three digits, one, or a sign */
    bool prefixed; /* one says that it is hex */
    bool bare;     /* one without: beside prefixed ones it numbers their lines */
    size_t length; /* of the text up to the end of the last one, where it was looked at whole */
};

/* Takes the number at the front, -128 to 255. False, with nothing taken, for any other one, also
 * for one with zeros at its front, and for a part of a word. */
MUST_CHECK bool octet_list_take(struct bytes *text, uint8_t *octet);

/* How many bytes at the front part two numbers; 0 where none follows on them. */
size_t octet_list_gap(struct bytes text);

/* Counts one more number. `ends`: something behind it says that it does. */
void octet_list_add(struct octet_list *list, struct bytes number, bool ends);

/* What the numbers at the front of a text are, as far as they go. */
struct octet_list octet_list_look(struct bytes text);

#endif
