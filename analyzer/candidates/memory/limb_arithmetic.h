#ifndef LIMB_ARITHMETIC_H
#define LIMB_ARITHMETIC_H

#include "bounds.h"
#include "candidates/memory/limb_order.h"

/* Whether numbers in limbs, the lowest octet first, belong to one RSA key: answered by a few
 * multiplications of limbs, without memory of its own. What is answered is no proof yet. */

/* The other prime of a modulus; a prime has half as many limbs as that. Wiped by the caller. */
struct limb_quotient {
    uint64_t limbs[RSA_BITS_MAX / 64 / 2], rest[RSA_BITS_MAX / 64 / 2];
};

/* x odd * inverse = 1 modulo 2^64: each turn doubles the bits that are right, of which x itself
 * has three. */
static inline uint64_t limb_inverse(uint64_t x)
{
    uint64_t inverse = x;
    for (unsigned right = 3; right < 64; right *= 2) {
        inverse *= 2 - x * inverse;
    }
    return inverse;
}

/* Of numbers that are not of a key most have a small factor: then it is no prime, nor a modulus. */
bool limb_has_small_factor(const uint8_t *number, size_t limbs);

/* modulus / prime, where that leaves nothing: of a modulus of 2 * limbs limbs, and an odd number of
 * as many as are given. False where it does not. */
MUST_CHECK bool limb_divide(const uint8_t *modulus, const uint8_t *prime, size_t limbs,
                            struct limb_quotient *quotient);

/* True where d looks like the private exponent of this modulus to one of the usual public ones,
 * which becomes `e`: d e - 1 is a multiple of (p - 1)(q - 1), or of the least multiple of both, and
 * this is as large as the modulus up to half of its limbs. Which one it is, is known up to a factor
 * that those two may have in common: `turn`, 0 at first, leads to the next. Both numbers have as
 * many limbs. */
MUST_CHECK bool limb_exponent_fits(const uint8_t *modulus, const uint8_t *d, size_t limbs,
                                   size_t *turn, uint64_t *e);

#endif
