#include "prime_search.h"

#include <stdint.h>
#include <string.h>

#include <openssl/bn.h>

#include "give_up.h"

#define SMALL_PRIMES_BELOW 65536
#define SIEVE_SPAN                                                                                 \
    8192 /* odd numbers after the random start; a 1,024-bit prime comes every 355                  \
          */
#define PUBLIC_EXPONENT 65537

static uint16_t small_primes[6542];
static size_t small_prime_count;

/* Odd primes below 65,536, by Eratosthenes. */
static void small_primes_find(void)
{
    static uint8_t composite[SMALL_PRIMES_BELOW];
    for (unsigned n = 3; n < SMALL_PRIMES_BELOW; n += 2) {
        if (composite[n]) {
            continue;
        }
        small_primes[small_prime_count++] = (uint16_t)n;
        for (unsigned multiple = 3 * n; multiple < SMALL_PRIMES_BELOW; multiple += 2 * n) {
            composite[multiple] = 1;
        }
    }
}

/* Marks each start + 2 i that a small prime divides. */
static void sieve(const BIGNUM *start, uint8_t marked[SIEVE_SPAN])
{
    memset(marked, 0, SIEVE_SPAN);
    for (size_t i = 0; i < small_prime_count; i++) {
        unsigned prime = small_primes[i];
        unsigned rest = (unsigned)BN_mod_word(start, prime);
        /* the smallest i with start + 2 i = 0 modulo the prime */
        unsigned lack = rest == 0 ? 0 : prime - rest;
        unsigned first = lack % 2 == 0 ? lack / 2 : (lack + prime) / 2;
        for (unsigned at = first; at < SIEVE_SPAN; at += prime) {
            marked[at] = 1;
        }
    }
}

/* base^(candidate - 1) = 1. For a random number of this size two bases leave less doubt
 * than the hardware does; OpenSSL's own test insists on 64 rounds. */
static int fermat_holds(const BIGNUM *candidate, unsigned base, BN_CTX *context)
{
    BN_CTX_start(context);
    BIGNUM *less = BN_CTX_get(context), *power = BN_CTX_get(context), *of = BN_CTX_get(context);
    insist(of != NULL && BN_copy(less, candidate) && BN_sub_word(less, 1) &&
               BN_set_word(of, base) && BN_mod_exp(power, of, less, candidate, context),
           "arithmetic");
    int holds = BN_is_one(power);
    BN_CTX_end(context);
    return holds;
}

static int prime_fits(const BIGNUM *candidate, int bits, BN_CTX *context)
{
    /* p - 1 must share nothing with the exponent, which is prime */
    if (BN_num_bits(candidate) != bits || BN_mod_word(candidate, PUBLIC_EXPONENT) == 1) {
        return 0;
    }
    return fermat_holds(candidate, 2, context) && fermat_holds(candidate, 3, context);
}

static void prime_find(BIGNUM *prime, int bits, BN_CTX *context)
{
    uint8_t marked[SIEVE_SPAN];
    BIGNUM *start = BN_new();
    insist(start != NULL, "memory");
    for (;;) {
        insist(BN_rand(start, bits, BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ODD), "random numbers");
        sieve(start, marked);
        for (unsigned i = 0; i < SIEVE_SPAN; i++) {
            if (marked[i]) {
                continue;
            }
            insist(BN_copy(prime, start) != NULL && BN_add_word(prime, 2 * i), "memory");
            if (prime_fits(prime, bits, context)) {
                BN_free(start);
                return;
            }
        }
    }
}

static void rsa_set_numbers(RSA *rsa, BIGNUM *p, BIGNUM *q, BN_CTX *context)
{
    BIGNUM *n = BN_new(), *e = BN_new(), *d = BN_new(), *totient = BN_new();
    BIGNUM *dp = BN_new(), *dq = BN_new(), *qinv = BN_new(), *p1 = BN_dup(p), *q1 = BN_dup(q);
    insist(n && e && d && totient && dp && dq && qinv && p1 && q1, "memory");
    insist(BN_sub_word(p1, 1) && BN_sub_word(q1, 1) && BN_set_word(e, PUBLIC_EXPONENT) &&
               BN_mul(n, p, q, context) && BN_mul(totient, p1, q1, context) &&
               BN_mod_inverse(d, e, totient, context) && BN_mod(dp, d, p1, context) &&
               BN_mod(dq, d, q1, context) && BN_mod_inverse(qinv, q, p, context),
           "arithmetic");
    insist(RSA_set0_key(rsa, n, e, d) && RSA_set0_factors(rsa, p, q) &&
               RSA_set0_crt_params(rsa, dp, dq, qinv),
           "key");
    BN_clear_free(totient);
    BN_clear_free(p1);
    BN_clear_free(q1);
}

RSA *rsa_key_make(int bits)
{
    if (small_prime_count == 0) {
        small_primes_find();
    }
    BN_CTX *context = BN_CTX_new();
    BIGNUM *p = BN_new(), *q = BN_new();
    RSA *rsa = RSA_new();
    insist(context != NULL && p != NULL && q != NULL && rsa != NULL, "memory");
    prime_find(p, bits / 2, context);
    do {
        prime_find(q, bits / 2, context);
    } while (BN_cmp(p, q) == 0);
    if (BN_cmp(p, q) < 0) {
        BN_swap(p, q);
    }
    rsa_set_numbers(rsa, p, q, context);
    BN_CTX_free(context);
    return rsa;
}
