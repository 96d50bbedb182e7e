#ifndef RSA_RATIO_H
#define RSA_RATIO_H

#include "crypto/rsa_numbers.h"

/* What rsa_congruence.h asks of a key, for any public exponent at once: the private numbers over
 * the modulus, in binary fractions, of which each exponent takes a multiple. Divisions cost the
 * most there, and a key that was made up is held against nine exponents. */

/* Moduli that are shorter and public exponents that are longer say nothing. */
#define RSA_RATIO_MODULUS_BITS_MIN  512
#define RSA_RATIO_EXPONENT_BITS_MAX 64
/* d may be longer than n by so much, see rsa_proof.c. */
#define RSA_RATIO_EXCESS_BITS_MAX 64
/* Of what phi(n) and the period of n differ by, as a factor. */
#define RSA_RATIO_COMMON_BITS_MAX 40

/* Of 64 bits each, the lowest first: parts of 2^256. */
#define RSA_RATIO_WORDS 4

struct rsa_ratio {
    bool known; /* else it refutes nothing */
    int bits;   /* of the largest denominator that is looked for */
    uint64_t product[RSA_RATIO_WORDS], sum[RSA_RATIO_WORDS];
};

/* d / n. */
void rsa_ratio_by_exponent(const struct rsa_numbers *numbers, struct rsa_ratio *ratio);

/* dP dQ / n, and (dP + dQ) / n. */
void rsa_ratio_by_crt(const struct rsa_numbers *numbers, struct rsa_ratio *ratio);

/* Whether rsa_congruence.h refutes them for this exponent because no fraction of small numbers
 * is near: so most are. */
bool rsa_ratio_refutes(const struct rsa_ratio *ratio, const BIGNUM *e);

/* What a fraction is beyond a whole number, in parts of 2^127. */
__extension__ typedef unsigned __int128 rsa_ratio_parts;
#define RSA_RATIO_PARTS_BITS 127

/* The denominator of at most so many bits of the convergent before a partial quotient that is no
 * chance; false where there is none. */
bool rsa_ratio_denominator(rsa_ratio_parts fraction, int bits, uint64_t *denominator);

#endif
