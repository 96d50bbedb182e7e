#ifndef RFC6979_H
#define RFC6979_H

#include <openssl/bn.h>

#include "bytes.h"
#include "public_identity.h"

/* The nonce of DSA and ECDSA made from key and message (RFC 6979 section 3.2,
 * with HMAC-SHA-256), so that the same key gives the same proof. */
struct rfc6979; /* the generator, which may be asked again for another nonce */

/* `order` is q; `secret` less than it; `digest` is that of the message, SHA-256 or a longer
 * one, for which HMAC-SHA-256 stays. NULL when memory ran out. */
struct rfc6979 *rfc6979_new(const BIGNUM *order, const BIGNUM *secret, struct bytes digest);

/* The next k, from 1 to q - 1. */
MUST_CHECK bool rfc6979_next(struct rfc6979 *generator, BIGNUM *nonce);

/* Wipes and frees. */
void rfc6979_free(struct rfc6979 *generator);

/* bits2int of section 2.3.2: the leftmost bits of the digest, as many as q has. */
MUST_CHECK bool rfc6979_number(const uint8_t digest[SHA256_LENGTH], const BIGNUM *order,
                               BIGNUM *number);

#endif
