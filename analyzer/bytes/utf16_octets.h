#ifndef UTF16_OCTETS_H
#define UTF16_OCTETS_H

#include "buffer.h"

/* UTF-16 as octets, the higher one of each unit first (RFC 2781): what a BMPString
 * (X.690 section 8.23.8) and the strings of Java are made of. */

/* Appends what `utf8` says in UTF-16. False, and nothing changed, where it is no
 * UTF-8, and when memory ran out. */
MUST_CHECK bool utf16_octets_write(struct bytes utf8, struct buffer *octets);

/* Appends what `octets` say in UTF-8. A surrogate without its other half becomes
 * U+FFFD, half a unit at the end is left out. False when memory ran out. */
MUST_CHECK bool utf16_octets_read(struct bytes octets, struct buffer *utf8);
/* The same where the lower octet of each unit stands first. */
MUST_CHECK bool utf16_octets_read_little(struct bytes octets, struct buffer *utf8);

#endif
