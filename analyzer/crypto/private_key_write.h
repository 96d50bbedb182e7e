#ifndef PRIVATE_KEY_WRITE_H
#define PRIVATE_KEY_WRITE_H

#include "buffer.h"
#include "crypto/rsa_numbers.h"

/* Writes proven keys as PrivateKeyInfo (PKCS#8, RFC 5958 section 2, version v1), from numbers that
 * hold. All return false when memory ran out; the buffer is then to be cleared. */

/* RSAPrivateKey (RFC 8017 appendix A.1.2) of two primes; `pss`: named id-RSASSA-PSS, without
 * parameters. */
MUST_CHECK bool private_key_write_rsa(const struct rsa_numbers *numbers, bool pss,
                                      struct buffer *pkcs8);

/* The same of two primes or more (version multi(1), with what the CRT wants of each), from n, e, d
 * and them; false also where two of them are the same. */
MUST_CHECK bool private_key_write_primes(const struct rsa_numbers *numbers, BIGNUM *const primes[],
                                         size_t count, bool pss, struct buffer *pkcs8);

/* ECPrivateKey (RFC 5915) with the point that was derived, on a named curve. */
MUST_CHECK bool private_key_write_ec(const struct public_numbers *derived, struct bytes scalar,
                                     struct buffer *pkcs8);

/* DSA (RFC 3279 section 2.3.2), and DH as of PKCS#3, by p and g alone; x as an INTEGER. */
MUST_CHECK bool private_key_write_discrete(const struct public_numbers *derived, struct bytes x,
                                           struct buffer *pkcs8);

/* Ed25519, Ed448, X25519, X448 (RFC 8410 section 7). */
MUST_CHECK bool private_key_write_raw(enum key_algorithm algorithm, struct bytes seed,
                                      struct buffer *pkcs8);

#endif
