#ifndef PLAIN_ARMOUR_H
#define PLAIN_ARMOUR_H

#include "bytes.h"

/* Armour as programs write it (RFC 7468 section 3, RFC 1421 section 4.4): nothing but itself on
 * its lines, and those of its base64 are as long as each other. Whichever way that is read, the
 * same comes out, and it ends where its END does. It is known in one pass, before any of it is
 * copied. */

/* One past the dashes of its END, where such an armour has its "B" of BEGIN at `anchor`; 0
 * where there is none. */
size_t plain_armour_end(struct bytes text, size_t anchor);

/* True where the body is base64 alone, in lines as long as each other but for a shorter last
 * one; empty lines may stand around them. */
bool plain_armour_body(struct bytes body);

/* True where the text is base64 in such lines, of which the first may be shorter as well: what
 * stood before it was cut off. */
bool plain_armour_lines(struct bytes text);

#endif
