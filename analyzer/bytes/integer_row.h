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

/* Enters what stands behind qInv, and behind each prime's numbers, where there are more than two
 * (OtherPrimeInfos, RFC 8017 appendix A.1.2), so that its INTEGERs are next. It may be cut off.
 * False, and nothing changed, where no other prime begins. */
MUST_CHECK bool integer_row_enter_prime(struct bytes *from);

#endif
