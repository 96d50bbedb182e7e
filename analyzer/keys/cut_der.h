#ifndef CUT_DER_H
#define CUT_DER_H

#include "bytes.h"
#include "outcome.h"

/* DER of a key that ends before its time, because a mail or a disk block did. */

/* Like der_take(), leniently, but an element whose content is cut off gives what
 * is there of it: then `*cut` becomes true, and nothing of `from` is left. */
MUST_CHECK enum outcome cut_der_take(struct bytes *from, unsigned tag, bool *cut,
                                     struct bytes *content);

/* The front of a private key of which too much is missing to read a number of it: RSA, DSA,
 * ECPrivateKey or PKCS#8 by version, lengths and kind, and behind them octets as they are drawn.
 * Named as in key_form.c (of DSA "pkcs1", which begins alike); NULL where it is none. */
const char *cut_der_front(struct bytes content);

/* As octets of a key do, and those of a placeholder do not. */
bool cut_der_looks_drawn(struct bytes octets);

#endif
