#ifndef ALTERNATIVE_NAME_H
#define ALTERNATIVE_NAME_H

#include "buffer.h"

/* Appends the dNSName and iPAddress entries of a subjectAltName's value (RFC 5280
 * section 4.2.1.6), one space between two. Octets that belong in no host name are
 * written %XX, so that each name stays one word. */
MUST_CHECK const struct fault *alternative_name_print(struct bytes value, struct buffer *text);

/* Likewise the rfc822Name entries; a space first where `text` is not empty behind `from`.
 * What cannot be read gives none. False when memory ran out. */
MUST_CHECK bool alternative_name_print_emails(struct bytes value, size_t from, struct buffer *text);

/* A name in the same manner: octets that belong in no host name or address are written %XX. */
MUST_CHECK bool alternative_name_print_word(struct bytes word, size_t from, struct buffer *text);

#endif
