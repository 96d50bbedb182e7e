#ifndef RSA_MULTI_PRIME_H
#define RSA_MULTI_PRIME_H

#include "bounds.h"
#include "crypto/rsa_numbers.h"

/* RSA with more than two primes (RFC 8017 section 3.2): p, q and the others divide n, and
 * what they leave of it, when one is missing or wrong, is the last. Makes a d that holds
 * where the one given does not. False where they do not make n. Whether what is left is
 * a prime is for the signature to say. */
MUST_CHECK bool rsa_multi_prime_mend(struct rsa_numbers *numbers);

#define RSA_PRIMES_MAX (RSA_OTHER_PRIMES_MAX + 3) /* p, q, the others, and what they leave of n */

/* The primes of a proven key: p, q and the others as far as they divide n, then what they leave.
 * The caller frees them (BN_clear_free), also when it fails: where they do not make n, where d does
 * not hold under each, or memory ran out. */
MUST_CHECK bool rsa_multi_prime_list(const struct rsa_numbers *numbers,
                                     BIGNUM *primes[RSA_PRIMES_MAX], size_t *count);

#endif
