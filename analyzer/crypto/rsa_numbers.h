#ifndef RSA_NUMBERS_H
#define RSA_NUMBERS_H

#include <openssl/bn.h>

#include "crypto/private_key.h"
#include "crypto/proof_work.h"

/* The numbers of an RSA key as integers, and which of them hold together. */
struct rsa_numbers {
    BIGNUM *n, *e, *d, *p, *q, *dp, *dq, *qinv;
    BIGNUM *others[RSA_OTHER_PRIMES_MAX];
    size_t other_count;
    BN_CTX *scratch;
    struct proof_work *work; /* see key_proof_settings */
    bool factored;           /* p q = n, neither of them 1 */
    bool d_holds;            /* e d = 1 modulo p - 1 and q - 1; only said of factored ones */
    const char *remark;      /* which numbers were mended; static, NULL for none */
};

/* Whether n could be the modulus of a key at all: odd, of 64 bits or more. */
bool rsa_modulus_plausible(const struct private_key *key);

/* Whether e could be its exponent: odd, from 3 on, not longer than the modulus. (With
 * e = 1 anybody "signs" for any modulus.) */
bool rsa_exponent_plausible(const struct private_key *key);

/* Reads them and finds the factors: those given, or what the others leave of n. An e
 * that is not plausible becomes 65537. False when memory ran out. */
MUST_CHECK bool rsa_numbers_read(const struct private_key *key, struct rsa_numbers *numbers);

/* e d = 1 modulo p - 1 and q - 1. */
bool rsa_numbers_exponent_holds(const struct rsa_numbers *numbers);

/* one other = 1 modulo prime - 1. */
bool rsa_numbers_inverse_below(const struct rsa_numbers *numbers, const BIGNUM *one,
                               const BIGNUM *other, const BIGNUM *prime);

/* For factored ones: makes d, dP, dQ and qInv that hold, where those given do
 * not, and says so in the remark. False where there is no d for e. */
MUST_CHECK bool rsa_numbers_mend(struct rsa_numbers *numbers);

/* p q = another modulus, or the only one, for which e fits d, or dP and dQ, or q fits
 * qInv, or there are no such numbers: then n becomes that one. */
bool rsa_numbers_own_modulus(struct rsa_numbers *numbers);

/* Whether one exponentiation modulo n may be made that perhaps comes to nothing, and
 * others with exponents of so many bits in all. Of a large modulus it is paid for in any case:
 * a key as programs write them is parted, or held together, without. */
bool rsa_numbers_may_raise(const struct rsa_numbers *numbers, const BIGNUM *exponent,
                           int more_bits);

/* The modulus has a factor below 256, which no CA takes (Baseline Requirements 6.1.6: none smaller
 * than 752): it is no product of two primes of which any is an eighth as long. */
bool rsa_numbers_has_small_factor(const struct rsa_numbers *numbers);

/* One of the factors has a small one itself, or, asked only where much work came to nothing
 * already, fails Fermat's test: such are no primes, whatever fits them. */
bool rsa_numbers_composite(const struct rsa_numbers *numbers);

/* The first of that alone, for nothing. */
bool rsa_numbers_divisible(const struct rsa_numbers *numbers);

/* Wipes and frees. */
void rsa_numbers_clear(struct rsa_numbers *numbers);

#endif
