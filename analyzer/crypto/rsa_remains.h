#ifndef RSA_REMAINS_H
#define RSA_REMAINS_H

#include "crypto/private_key.h"

/* Tells by arithmetic which of the numbers in `key->remains` is n, e, d, p, q, dP, dQ or
 * qInv, and puts them there. What decides: a number divides another; e dP = 1 modulo p - 1,
 * or q qInv = 1 modulo p, of two neighbours; n, e and d, or n, e and two numbers at the
 * end, or three numbers alike at the end, are taken by their lengths and places. Nothing is proven
 * by it. p and q are not placed without n where a third prime or the length of d shows that they
 * are not all: their product would be the modulus of nobody. False, and `key` as it was, where
 * nothing fits. No exponentiation is made. */
MUST_CHECK bool rsa_remains_place(struct private_key *key);

#endif
