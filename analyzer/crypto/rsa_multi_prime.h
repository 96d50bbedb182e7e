#ifndef RSA_MULTI_PRIME_H
#define RSA_MULTI_PRIME_H

#include "crypto/rsa_numbers.h"

/* RSA with more than two primes (RFC 8017 section 3.2): p, q and the others divide n, and
 * what they leave of it, when one is missing or wrong, is the last. Makes a d that holds
 * where the one given does not. False where they do not make n. Whether what is left is
 * a prime is for the signature to say. */
MUST_CHECK bool rsa_multi_prime_mend(struct rsa_numbers *numbers);

#endif
