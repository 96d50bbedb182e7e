#ifndef RSA_CONGRUENCE_H
#define RSA_CONGRUENCE_H

#include "crypto/rsa_numbers.h"

/* What e d = 1 says of a modulus without an exponentiation, by continued fractions (the
 * method of M. Wiener, "Cryptanalysis of short RSA secret exponents", 1990, with d known):
 * (e d - 1) / n is so close to a fraction of small numbers that it shows, as phi(n) is close
 * to n, and of numbers that belong to no key it is not. The fraction gives phi(n), and
 * phi(n) the primes. So what was made up is refuted, and a key of two
 * primes found out, in microseconds, where an exponentiation with 16,384 bits takes half a
 * second.
 *
 * Moduli under 512 bits and public exponents over 64 are left open: an exponentiation
 * with these costs little, and those hardly exist. */

enum rsa_congruence {
    RSA_REFUTED, /* they belong to no such modulus */
    RSA_OPEN,    /* they may: an exponentiation has to say it */
    RSA_PARTED   /* p and q were found, the larger one first, with p q = n */
};

/* n, this e, and d. Refuted are moduli whose primes less one share a factor over 2^40
 * too: no program makes such. */
enum rsa_congruence rsa_congruence_by_exponent(const struct rsa_numbers *numbers, const BIGNUM *e,
                                               BIGNUM *p, BIGNUM *q);

/* n, this e, and both of dP and dQ; of one alone it says nothing. */
enum rsa_congruence rsa_congruence_by_crt(const struct rsa_numbers *numbers, const BIGNUM *e,
                                          BIGNUM *p, BIGNUM *q);

/* The e of at most 40 bits with e x = 1 modulo prime - 1. False where there is none; the
 * prime has 256 bits at least. */
bool rsa_congruence_public_exponent(const BIGNUM *x, const BIGNUM *prime, BIGNUM *e,
                                    BN_CTX *scratch);

#endif
