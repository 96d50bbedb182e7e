#ifndef ALTERNATIVE_NAME_H
#define ALTERNATIVE_NAME_H

#include "buffer.h"

/* Appends the dNSName and iPAddress entries of a subjectAltName's value (RFC 5280
 * section 4.2.1.6), one space between two. Octets that belong in no host name are
 * written %XX, so that each name stays one word. */
MUST_CHECK const struct fault *alternative_name_print(struct bytes value, struct buffer *text);

#endif
