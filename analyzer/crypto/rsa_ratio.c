#include "crypto/rsa_ratio.h"

/* Of a partial quotient that is no chance: one in 2^32. */
#define GAP_BITS   32
#define WORD_BITS  64
#define RATIO_BITS (RSA_RATIO_WORDS * WORD_BITS)
/* Of both sides of a division so many bits say those of the ratio. */
#define PRECISION (RATIO_BITS + 2 * WORD_BITS)

bool rsa_ratio_denominator(rsa_ratio_parts fraction, int bits, uint64_t *denominator)
{
    rsa_ratio_parts over = (rsa_ratio_parts)1 << RSA_RATIO_PARTS_BITS, under = fraction;
    rsa_ratio_parts last = 0, found = 1;
    while (under != 0) {
        const rsa_ratio_parts quotient = over / under, rest = over % under;
        if (quotient >> GAP_BITS != 0) {
            break;
        }
        const rsa_ratio_parts next = quotient * found + last;
        if (next >> bits != 0) {
            return false;
        }
        last = found;
        found = next;
        over = under;
        under = rest;
    }
    *denominator = (uint64_t)found;
    return true;
}

/* over / under, less what is whole. */
static bool divide(const BIGNUM *over, const BIGNUM *under, uint64_t ratio[RSA_RATIO_WORDS],
                   BN_CTX *scratch)
{
    uint8_t octets[RATIO_BITS / 8];
    const int cut = BN_num_bits(under) > PRECISION ? BN_num_bits(under) - PRECISION : 0;
    BN_CTX_start(scratch);
    BIGNUM *rest = BN_CTX_get(scratch), *short_under = BN_CTX_get(scratch);
    const bool made = short_under != NULL && BN_mod(rest, over, under, scratch) == 1 &&
                      BN_rshift(rest, rest, cut) == 1 && BN_rshift(short_under, under, cut) == 1 &&
                      BN_lshift(rest, rest, RATIO_BITS) == 1 &&
                      BN_div(rest, NULL, rest, short_under, scratch) == 1 &&
                      BN_bn2binpad(rest, octets, sizeof(octets)) == (int)sizeof(octets);
    BN_CTX_end(scratch);
    for (size_t i = 0; made && i < RSA_RATIO_WORDS; i++) {
        const uint8_t *word = octets + (RSA_RATIO_WORDS - 1 - i) * sizeof(ratio[i]);
        ratio[i] = 0;
        for (size_t octet = 0; octet < sizeof(ratio[i]); octet++) {
            ratio[i] = ratio[i] << 8 | word[octet];
        }
    }
    return made;
}

static bool is_long_enough(const struct rsa_numbers *numbers)
{
    return BN_num_bits(numbers->n) >= RSA_RATIO_MODULUS_BITS_MIN;
}

void rsa_ratio_by_exponent(const struct rsa_numbers *numbers, struct rsa_ratio *ratio)
{
    *ratio = (struct rsa_ratio){ .bits = RSA_RATIO_COMMON_BITS_MAX };
    ratio->known = is_long_enough(numbers) && !BN_is_zero(numbers->d) &&
                   BN_num_bits(numbers->d) <= BN_num_bits(numbers->n) + RSA_RATIO_EXCESS_BITS_MAX &&
                   divide(numbers->d, numbers->n, ratio->product, numbers->scratch);
}

void rsa_ratio_by_crt(const struct rsa_numbers *numbers, struct rsa_ratio *ratio)
{
    const BIGNUM *dp = numbers->dp, *dq = numbers->dq;
    *ratio = (struct rsa_ratio){ .bits = 1 };
    if (!is_long_enough(numbers) || BN_is_zero(dp) || BN_is_zero(dq) ||
        BN_num_bits(dp) + BN_num_bits(dq) > BN_num_bits(numbers->n) + RSA_RATIO_EXCESS_BITS_MAX) {
        return;
    }
    BN_CTX_start(numbers->scratch);
    BIGNUM *both = BN_CTX_get(numbers->scratch);
    ratio->known = both != NULL && BN_mul(both, dp, dq, numbers->scratch) == 1 &&
                   divide(both, numbers->n, ratio->product, numbers->scratch) &&
                   BN_add(both, dp, dq) == 1 &&
                   divide(both, numbers->n, ratio->sum, numbers->scratch);
    BN_CTX_end(numbers->scratch);
}

static void multiply(uint64_t ratio[RSA_RATIO_WORDS], uint64_t by)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < RSA_RATIO_WORDS; i++) {
        const rsa_ratio_parts product = (rsa_ratio_parts)ratio[i] * by + carry;
        ratio[i] = (uint64_t)product;
        carry = (uint64_t)(product >> WORD_BITS);
    }
}

static void subtract(uint64_t from[RSA_RATIO_WORDS], const uint64_t ratio[RSA_RATIO_WORDS])
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < RSA_RATIO_WORDS; i++) {
        const rsa_ratio_parts difference = (rsa_ratio_parts)from[i] - ratio[i] - borrow;
        from[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> WORD_BITS) & 1;
    }
}

/* e d / n; or e^2 dP dQ / n - e (dP + dQ) / n. The 1 / n that both lack is nothing beside it. */
bool rsa_ratio_refutes(const struct rsa_ratio *ratio, const BIGNUM *e)
{
    uint64_t denominator;
    if (!ratio->known || BN_num_bits(e) > RSA_RATIO_EXPONENT_BITS_MAX) {
        return false;
    }
    struct rsa_ratio multiple = *ratio;
    const uint64_t by = BN_get_word(e);
    multiply(multiple.product, by);
    if (ratio->bits == 1) {
        multiply(multiple.product, by);
        multiply(multiple.sum, by);
        subtract(multiple.product, multiple.sum);
    }
    const rsa_ratio_parts upper = multiple.product[RSA_RATIO_WORDS - 1];
    const rsa_ratio_parts parts = upper << WORD_BITS | multiple.product[RSA_RATIO_WORDS - 2];
    return !rsa_ratio_denominator(parts >> 1, ratio->bits, &denominator);
}
