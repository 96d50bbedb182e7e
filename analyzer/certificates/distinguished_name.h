#ifndef DISTINGUISHED_NAME_H
#define DISTINGUISHED_NAME_H

#include "buffer.h"

/* Prints a Name (RFC 5280 section 4.1.2.4, whole) as RFC 4514 says: last RDN
 * first, in UTF-8, the attribute types of section 3 by their short names, all
 * others as dotted OID and `#` with the value's BER in hex. Control characters
 * are escaped too (`\0A`), so that a name stays on its line. Appends to `text`;
 * what was appended before a fault has to be thrown away by the caller. */
MUST_CHECK const struct fault *distinguished_name_print(struct bytes name, struct buffer *text);

/* A form in which two names that RFC 5280 section 7.1 calls equal are the same
 * bytes: string types, letter case of ASCII and runs of spaces make no difference. */
MUST_CHECK const struct fault *distinguished_name_fold(struct bytes name, struct buffer *folded);

/* Appends the text of the first attribute of this type (content octets of its OID);
 * nothing where there is none. False when memory ran out. */
MUST_CHECK bool distinguished_name_attribute(struct bytes name, struct bytes type,
                                             struct buffer *text);

#endif
