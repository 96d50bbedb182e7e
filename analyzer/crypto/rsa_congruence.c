#include "crypto/rsa_congruence.h"

#define MODULUS_BITS_MIN  512
#define PRIME_BITS_MIN    256
#define EXPONENT_BITS_MAX 64
/* d may be larger than n by so much, see rsa_proof.c. */
#define EXCESS_BITS_MAX 64
/* Both sides of a fraction are cut to so many bits: twice those of the fraction that is
 * looked for, the gap, and what e and d may be larger than n. */
#define PRECISION 448
/* Of a partial quotient that is no chance: one in 2^32. */
#define GAP_BITS 32
/* Of what phi(n) and the period of n differ by, as a factor. */
#define COMMON_BITS_MAX 40

/* A fraction on its way from one convergent to the next. */
struct fraction {
    BIGNUM *over, *under; /* what is left of it */
    BIGNUM *quotient, *rest, *product;
    BIGNUM *numerator, *denominator, *last_numerator, *last_denominator;
};

static bool fraction_begin(struct fraction *fraction, const BIGNUM *over, const BIGNUM *under,
                           BN_CTX *scratch)
{
    const int cut = BN_num_bits(under) > PRECISION ? BN_num_bits(under) - PRECISION : 0;
    BIGNUM **const all[] = {
        &fraction->over,        &fraction->under,          &fraction->quotient,
        &fraction->rest,        &fraction->product,        &fraction->numerator,
        &fraction->denominator, &fraction->last_numerator, &fraction->last_denominator
    };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        *all[i] = BN_CTX_get(scratch);
    }
    if (fraction->last_denominator == NULL || BN_rshift(fraction->over, over, cut) != 1 ||
        BN_rshift(fraction->under, under, cut) != 1 || BN_one(fraction->numerator) != 1 ||
        BN_one(fraction->last_denominator) != 1) {
        return false;
    }
    BN_zero(fraction->denominator);
    BN_zero(fraction->last_numerator);
    return true;
}

/* one, last = quotient one + last, one */
static bool advance(const struct fraction *fraction, BIGNUM **one, BIGNUM **last, BN_CTX *scratch)
{
    if (BN_mul(fraction->product, fraction->quotient, *one, scratch) != 1 ||
        BN_add(*last, *last, fraction->product) != 1) {
        return false;
    }
    BIGNUM *swapped = *one;
    *one = *last;
    *last = swapped;
    return true;
}

/* The convergent before a partial quotient that is no chance. */
static bool fraction_find(struct fraction *fraction, int denominator_bits, BN_CTX *scratch)
{
    for (bool first = true; !BN_is_zero(fraction->under); first = false) {
        if (BN_div(fraction->quotient, fraction->rest, fraction->over, fraction->under, scratch) !=
            1) {
            return false;
        }
        if (!first && BN_num_bits(fraction->quotient) > GAP_BITS) {
            return true;
        }
        if (!advance(fraction, &fraction->numerator, &fraction->last_numerator, scratch) ||
            !advance(fraction, &fraction->denominator, &fraction->last_denominator, scratch) ||
            BN_num_bits(fraction->denominator) > denominator_bits) {
            return false;
        }
        BIGNUM *done = fraction->over;
        fraction->over = fraction->under;
        fraction->under = fraction->rest;
        fraction->rest = done;
    }
    return true;
}

/* The fraction of small numbers that over / under nearly is. */
static bool near_fraction(const BIGNUM *over, const BIGNUM *under, int denominator_bits,
                          BIGNUM *numerator, BIGNUM *denominator, BN_CTX *scratch)
{
    struct fraction fraction;
    BN_CTX_start(scratch);
    bool found = fraction_begin(&fraction, over, under, scratch) &&
                 fraction_find(&fraction, denominator_bits, scratch) &&
                 BN_copy(numerator, fraction.numerator) != NULL &&
                 BN_copy(denominator, fraction.denominator) != NULL && !BN_is_zero(denominator);
    BN_CTX_end(scratch);
    return found;
}

/* Most numbers are no square by their remainders alone. */
static bool may_be_square(const BIGNUM *number)
{
    static const unsigned moduli[] = { 64, 63, 65, 11, 17, 19, 23, 31 };
    for (size_t i = 0; i < sizeof(moduli) / sizeof(moduli[0]); i++) {
        const BN_ULONG rest = BN_mod_word(number, moduli[i]);
        unsigned root = 0;
        while (root < moduli[i] && root * root % moduli[i] != rest) {
            root++;
        }
        if (root == moduli[i]) {
            return false;
        }
    }
    return true;
}

/* root^2 = number, by Newton's method from above. */
static bool square_root(const BIGNUM *number, BIGNUM *root, BN_CTX *scratch)
{
    BN_CTX_start(scratch);
    BIGNUM *next = BN_CTX_get(scratch), *square = BN_CTX_get(scratch);
    BN_zero(root);
    bool held = square != NULL && may_be_square(number) &&
                BN_set_bit(root, (BN_num_bits(number) + 1) / 2) == 1;
    while (held) {
        held = BN_div(next, NULL, number, root, scratch) == 1 && BN_add(next, next, root) == 1 &&
               BN_rshift1(next, next) == 1;
        if (!held || BN_cmp(next, root) >= 0) {
            break;
        }
        held = BN_copy(root, next) != NULL;
    }
    held = held && BN_sqr(square, root, scratch) == 1 && BN_cmp(square, number) == 0;
    BN_CTX_end(scratch);
    return held;
}

/* p + q = n + 1 - phi, and (p - q)^2 = (p + q)^2 - 4 n. */
static bool part(const BIGNUM *n, const BIGNUM *phi, BIGNUM *p, BIGNUM *q, BN_CTX *scratch)
{
    BN_CTX_start(scratch);
    BIGNUM *sum = BN_CTX_get(scratch), *square = BN_CTX_get(scratch);
    BIGNUM *four = BN_CTX_get(scratch), *difference = BN_CTX_get(scratch);
    bool parted = difference != NULL && BN_sub(sum, n, phi) == 1 && BN_add_word(sum, 1) == 1 &&
                  !BN_is_negative(sum) && !BN_is_zero(sum) && BN_sqr(square, sum, scratch) == 1 &&
                  BN_lshift(four, n, 2) == 1 && BN_sub(square, square, four) == 1 &&
                  !BN_is_negative(square) && !BN_is_zero(square) &&
                  square_root(square, difference, scratch) && BN_add(p, sum, difference) == 1 &&
                  BN_sub(q, sum, difference) == 1 && BN_rshift1(p, p) == 1 &&
                  BN_rshift1(q, q) == 1 && BN_mul(square, p, q, scratch) == 1 &&
                  BN_cmp(square, n) == 0 && !BN_is_one(q);
    BN_CTX_end(scratch);
    return parted;
}

static bool may_say(const struct rsa_numbers *numbers, const BIGNUM *e)
{
    return BN_num_bits(numbers->n) >= MODULUS_BITS_MIN && BN_num_bits(e) <= EXPONENT_BITS_MAX;
}

static bool is_long(const struct rsa_numbers *numbers, const BIGNUM *exponent)
{
    return BN_num_bits(exponent) > BN_num_bits(numbers->n) + EXCESS_BITS_MAX;
}

/* `multiple` is one of the period of n, if of anything: of phi(n) with a fraction before it. */
static enum rsa_congruence judge(const struct rsa_numbers *numbers, const BIGNUM *multiple,
                                 int denominator_bits, BIGNUM *p, BIGNUM *q)
{
    BN_CTX *scratch = numbers->scratch;
    enum rsa_congruence said = RSA_OPEN;
    BN_CTX_start(scratch);
    BIGNUM *over = BN_CTX_get(scratch), *under = BN_CTX_get(scratch);
    BIGNUM *phi = BN_CTX_get(scratch), *rest = BN_CTX_get(scratch);
    if (rest == NULL) {
        BN_CTX_end(scratch);
        return said;
    }
    if (!near_fraction(multiple, numbers->n, denominator_bits, over, under, scratch) ||
        BN_is_zero(over)) {
        said = RSA_REFUTED;
    } else if (BN_mul(phi, multiple, under, scratch) == 1 &&
               BN_div(phi, rest, phi, over, scratch) == 1) {
        said = !BN_is_zero(rest)                      ? RSA_REFUTED
               : part(numbers->n, phi, p, q, scratch) ? RSA_PARTED
                                                      : RSA_OPEN;
    }
    BN_CTX_end(scratch);
    return said;
}

enum rsa_congruence rsa_congruence_by_exponent(const struct rsa_numbers *numbers, const BIGNUM *e,
                                               BIGNUM *p, BIGNUM *q)
{
    enum rsa_congruence said = RSA_OPEN;
    if (!may_say(numbers, e) || BN_is_zero(numbers->d) || is_long(numbers, numbers->d)) {
        return said;
    }
    BN_CTX_start(numbers->scratch);
    BIGNUM *multiple = BN_CTX_get(numbers->scratch);
    if (multiple != NULL && BN_mul(multiple, e, numbers->d, numbers->scratch) == 1 &&
        BN_sub_word(multiple, 1) == 1) {
        said = judge(numbers, multiple, COMMON_BITS_MAX, p, q);
    }
    BN_CTX_end(numbers->scratch);
    return said;
}

/* (e dP - 1) (e dQ - 1) is a multiple of (p - 1) (q - 1) itself. */
enum rsa_congruence rsa_congruence_by_crt(const struct rsa_numbers *numbers, const BIGNUM *e,
                                          BIGNUM *p, BIGNUM *q)
{
    enum rsa_congruence said = RSA_OPEN;
    if (!may_say(numbers, e) || BN_is_zero(numbers->dp) || BN_is_zero(numbers->dq) ||
        BN_num_bits(numbers->dp) + BN_num_bits(numbers->dq) >
            BN_num_bits(numbers->n) + EXCESS_BITS_MAX) {
        return said;
    }
    BN_CTX_start(numbers->scratch);
    BIGNUM *one = BN_CTX_get(numbers->scratch), *other = BN_CTX_get(numbers->scratch);
    BIGNUM *multiple = BN_CTX_get(numbers->scratch);
    if (multiple != NULL && BN_mul(one, e, numbers->dp, numbers->scratch) == 1 &&
        BN_sub_word(one, 1) == 1 && BN_mul(other, e, numbers->dq, numbers->scratch) == 1 &&
        BN_sub_word(other, 1) == 1 && BN_mul(multiple, one, other, numbers->scratch) == 1) {
        said = judge(numbers, multiple, 1, p, q);
    }
    BN_CTX_end(numbers->scratch);
    return said;
}

/* e x - k (prime - 1) = 1, so k / e is a convergent of x / (prime - 1). */
bool rsa_congruence_public_exponent(const BIGNUM *x, const BIGNUM *prime, BIGNUM *e,
                                    BN_CTX *scratch)
{
    if (BN_num_bits(prime) < PRIME_BITS_MIN || BN_is_zero(x)) {
        return false;
    }
    BN_CTX_start(scratch);
    BIGNUM *less = BN_CTX_get(scratch), *over = BN_CTX_get(scratch);
    bool found = over != NULL && BN_copy(less, prime) != NULL && BN_sub_word(less, 1) == 1 &&
                 BN_mod(over, x, less, scratch) == 1 &&
                 near_fraction(over, less, EXPONENT_BITS_MAX, over, e, scratch) &&
                 BN_mod_mul(over, e, x, less, scratch) == 1 && BN_is_one(over);
    BN_CTX_end(scratch);
    return found;
}
