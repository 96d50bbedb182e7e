#include "crypto/rsa_congruence.h"

#include "crypto/rsa_ratio.h"

#define PRIME_BITS_MIN 256
/* Of both its sides so many bits say that. */
#define PRECISION 256

/* over / under, less what is whole. */
static bool read_parts(const BIGNUM *over, const BIGNUM *under, rsa_ratio_parts *read,
                       BN_CTX *scratch)
{
    uint8_t octets[(RSA_RATIO_PARTS_BITS + 1) / 8];
    const int cut = BN_num_bits(under) > PRECISION ? BN_num_bits(under) - PRECISION : 0;
    BN_CTX_start(scratch);
    BIGNUM *rest = BN_CTX_get(scratch), *short_under = BN_CTX_get(scratch);
    bool held = short_under != NULL && BN_mod(rest, over, under, scratch) == 1 &&
                BN_rshift(rest, rest, cut) == 1 && BN_rshift(short_under, under, cut) == 1 &&
                BN_lshift(rest, rest, RSA_RATIO_PARTS_BITS) == 1 &&
                BN_div(rest, NULL, rest, short_under, scratch) == 1 &&
                BN_bn2binpad(rest, octets, sizeof(octets)) == (int)sizeof(octets);
    BN_CTX_end(scratch);
    *read = 0;
    for (size_t i = 0; held && i < sizeof(octets); i++) {
        *read = *read << 8 | octets[i];
    }
    return held;
}

/* The denominator of the fraction of small numbers that over / under nearly is. */
static bool near_fraction(const BIGNUM *over, const BIGNUM *under, int denominator_bits,
                          BIGNUM *denominator, BN_CTX *scratch)
{
    rsa_ratio_parts fraction;
    uint64_t found;
    return read_parts(over, under, &fraction, scratch) &&
           rsa_ratio_denominator(fraction, denominator_bits, &found) &&
           BN_set_word(denominator, found) == 1;
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
    return BN_num_bits(numbers->n) >= RSA_RATIO_MODULUS_BITS_MIN &&
           BN_num_bits(e) <= RSA_RATIO_EXPONENT_BITS_MAX;
}

static bool is_long(const struct rsa_numbers *numbers, const BIGNUM *exponent)
{
    return BN_num_bits(exponent) > BN_num_bits(numbers->n) + RSA_RATIO_EXCESS_BITS_MAX;
}

static bool nearest_whole(const BIGNUM *over, const BIGNUM *under, BIGNUM *whole, BN_CTX *scratch)
{
    BN_CTX_start(scratch);
    BIGNUM *half = BN_CTX_get(scratch);
    bool made = half != NULL && BN_rshift1(half, under) == 1 && BN_add(half, half, over) == 1 &&
                BN_div(whole, NULL, half, under, scratch) == 1;
    BN_CTX_end(scratch);
    return made;
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
    if (!near_fraction(multiple, numbers->n, denominator_bits, under, scratch)) {
        said = RSA_REFUTED;
    } else if (BN_mul(phi, multiple, under, scratch) == 1 &&
               nearest_whole(phi, numbers->n, over, scratch)) {
        said = BN_is_zero(over) || BN_div(phi, rest, phi, over, scratch) != 1 || !BN_is_zero(rest)
                   ? RSA_REFUTED
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
        said = judge(numbers, multiple, RSA_RATIO_COMMON_BITS_MAX, p, q);
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
            BN_num_bits(numbers->n) + RSA_RATIO_EXCESS_BITS_MAX) {
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
                 near_fraction(over, less, RSA_RATIO_COMMON_BITS_MAX, e, scratch) &&
                 BN_mod_mul(over, e, x, less, scratch) == 1 && BN_is_one(over);
    BN_CTX_end(scratch);
    return found;
}
