#ifndef INTEGER_ROW_H
#define INTEGER_ROW_H

#include "bytes.h"

/* INTEGERs of DER that stand one directly behind the other: what is left of a key whose
 * outer structure is lost. */

/* Octets of an RSA modulus of 16,384 bits, with its sign octet. */
#define INTEGER_OCTETS_MAX 2049

/* Takes one that DER could write of a number that is not negative (X.690 sections 8.3 and
 * 10.1): the shortest length, no spare zero, no longer than INTEGER_OCTETS_MAX. Without
 * its sign octet. False, and nothing changed, where there is none. */
MUST_CHECK bool integer_row_take(struct bytes *from, struct bytes *magnitude);

#endif
