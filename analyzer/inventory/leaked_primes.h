#ifndef LEAKED_PRIMES_H
#define LEAKED_PRIMES_H

#include "buffer.h"
#include "crypto/common_factor.h"
#include "public_identity.h"

/* The moduli of the leaked RSA keys, and whether others have a prime in common with one. Only
 * public numbers are asked for: the greatest common factor of two moduli is the prime. */

struct leaked_primes;

/* Of the second part of an inventory_table; what has no RSA modulus counts for nothing. NULL
 * when memory ran out. Takes some seconds for 100,000 keys. */
struct leaked_primes *leaked_primes_new(struct bytes moduli,
                                        const struct common_factor_watch *watch);
void leaked_primes_free(struct leaked_primes *primes);

/* Made of this very part? */
bool leaked_primes_are_of(const struct leaked_primes *primes, struct bytes moduli);

/* The modulus of a leaked key itself, which is an ordinary match. */
bool leaked_primes_hold(const struct leaked_primes *primes, struct bytes modulus);

/* As common_factor_find(). */
MUST_CHECK bool leaked_primes_find(const struct leaked_primes *primes, const struct bytes *moduli,
                                   size_t count, struct buffer *factors,
                                   const struct common_factor_watch *watch);

/* Of a modulus for which there is such a factor: makes of it one that parts the modulus, where
 * both primes are leaked ones, and gives the name of the first leaked key that has it. NULL where
 * no single leaked key parts it. */
const char *leaked_primes_origin(struct leaked_primes *primes, struct bytes modulus,
                                 struct buffer *factor);

#endif
