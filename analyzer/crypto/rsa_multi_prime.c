#include "crypto/rsa_multi_prime.h"

struct totient {
    BIGNUM *rest, *phi, *quotient, *remainder;
    size_t count;
    bool d_holds;
    BIGNUM **primes; /* copies of them go here; NULL: nowhere */
};

static bool keep(struct totient *totient, const BIGNUM *prime)
{
    return totient->primes == NULL || (totient->primes[totient->count] = BN_dup(prime)) != NULL;
}

/* phi = phi (prime - 1); notes whether d fits it. */
static bool count_in(const struct rsa_numbers *numbers, struct totient *totient,
                     const BIGNUM *prime)
{
    totient->d_holds =
        totient->d_holds && rsa_numbers_inverse_below(numbers, numbers->e, numbers->d, prime);
    if (!keep(totient, prime)) {
        return false;
    }
    totient->count++;
    return BN_copy(totient->remainder, prime) != NULL && BN_sub_word(totient->remainder, 1) == 1 &&
           BN_mul(totient->phi, totient->phi, totient->remainder, numbers->scratch) == 1;
}

/* Takes a prime out of what is left of n; one that does not divide it is passed over. */
static bool take_out(const struct rsa_numbers *numbers, struct totient *totient,
                     const BIGNUM *prime)
{
    if (BN_is_zero(prime) || BN_is_one(prime) || !BN_is_odd(prime) ||
        BN_ucmp(prime, totient->rest) > 0) {
        return true;
    }
    if (BN_div(totient->quotient, totient->remainder, totient->rest, prime, numbers->scratch) !=
        1) {
        return false;
    }
    if (!BN_is_zero(totient->remainder)) {
        return true;
    }
    BN_swap(totient->rest, totient->quotient);
    return count_in(numbers, totient, prime);
}

static bool take_all(const struct rsa_numbers *numbers, struct totient *totient)
{
    if (BN_copy(totient->rest, numbers->n) == NULL || BN_one(totient->phi) != 1 ||
        !take_out(numbers, totient, numbers->p) || !take_out(numbers, totient, numbers->q)) {
        return false;
    }
    for (size_t i = 0; i < numbers->other_count; i++) {
        if (!take_out(numbers, totient, numbers->others[i])) {
            return false;
        }
    }
    return totient->count > 0;
}

static bool mend(struct rsa_numbers *numbers, struct totient *totient)
{
    if (!take_all(numbers, totient)) {
        return false;
    }
    if (!BN_is_one(totient->rest)) {
        numbers->remark = "repaired: one of more than two primes from the modulus and the others";
        if (!count_in(numbers, totient, totient->rest)) {
            return false;
        }
    }
    if (totient->count < 2 || totient->d_holds) {
        return totient->count >= 2;
    }
    BIGNUM *d = BN_mod_inverse(NULL, numbers->e, totient->phi, numbers->scratch);
    if (d == NULL) {
        return false;
    }
    BN_clear_free(numbers->d);
    numbers->d = d;
    numbers->remark = "repaired: the private exponent from more than two primes";
    return true;
}

static struct totient totient_of(const struct rsa_numbers *numbers)
{
    return (struct totient){ .rest = BN_CTX_get(numbers->scratch),
                             .phi = BN_CTX_get(numbers->scratch),
                             .quotient = BN_CTX_get(numbers->scratch),
                             .remainder = BN_CTX_get(numbers->scratch),
                             .d_holds = true };
}

bool rsa_multi_prime_mend(struct rsa_numbers *numbers)
{
    BN_CTX_start(numbers->scratch);
    struct totient totient = totient_of(numbers);
    /* A form that does not write the others leaves nothing to hold n against. */
    bool mended = numbers->other_count > 0 && totient.remainder != NULL && mend(numbers, &totient);
    BN_CTX_end(numbers->scratch);
    return mended;
}

bool rsa_multi_prime_list(const struct rsa_numbers *numbers, BIGNUM *primes[RSA_PRIMES_MAX],
                          size_t *count)
{
    BN_CTX_start(numbers->scratch);
    struct totient totient = totient_of(numbers);
    totient.primes = primes;
    const bool listed = totient.remainder != NULL && take_all(numbers, &totient) &&
                        (BN_is_one(totient.rest) || count_in(numbers, &totient, totient.rest));
    BN_CTX_end(numbers->scratch);
    *count = totient.count;
    return listed && totient.count >= 2 && totient.d_holds;
}
