#ifndef RSA_CRT_SEARCH_H
#define RSA_CRT_SEARCH_H

#include "crypto/rsa_numbers.h"

/* The primes of an RSA key of which only the end is left: dP, dQ and qInv (RFC 8017 section
 * 3.2), with q or without. e dP - 1 = k (p - 1) with k below e, which has few divisors that
 * small; of the primes that they give those are the key's for which q qInv = 1 modulo p.
 *
 * For e = 65537; some thousand divisions by a word, and no exponentiation. False, with p
 * and q as they were, where they do not belong to one key. */
MUST_CHECK bool rsa_crt_search(struct rsa_numbers *numbers);

#endif
