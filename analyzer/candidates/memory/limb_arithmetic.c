#include "candidates/memory/limb_arithmetic.h"

#include <assert.h>

#define LIMB_BITS 64

/* Of the other prime and of what is left of the modulus by its two highest limbs: carries of a few
 * columns may be missing. */
#define CARRIES 2u

/* What (p - 1)(q - 1) and the least multiple of both differ by divides this: all up to 16, and two
 * and three of them, in 99 of 100 keys. The second is for public exponents other than the usual. */
#define COMMON      (UINT64_C(720720) * 2 * 3 * 5 * 17 * 19 * 23)
#define COMMON_RARE UINT64_C(720720)
#define USUAL       65537u
/* A multiple of each of the rare ones, with what the other has of it. */
#define RARE (UINT64_C(17) * 37 * 257)

__extension__ typedef unsigned __int128 limb_pair;

static uint64_t limb_in(const uint8_t *number, size_t index)
{
    return limb_at(number + index * LIMB_OCTETS);
}

bool limb_has_small_factor(const uint8_t *number, size_t limbs)
{
    static const uint8_t primes[] = { 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53 };
    static const uint64_t product = UINT64_C(16294579238595022365);
    uint64_t rest = 0;
    for (size_t i = limbs; i-- > 0;) {
        rest = (uint64_t)(((limb_pair)rest << LIMB_BITS | limb_in(number, i)) % product);
    }
    for (size_t i = 0; i < sizeof(primes); i++) {
        if (rest % primes[i] == 0) {
            return true;
        }
    }
    return false;
}

/* rest -= limb * prime, from `at` up to the end of what is known of it. */
static void take_off(struct limb_quotient *quotient, const uint8_t *prime, size_t limbs, size_t at)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < limbs - at; i++) {
        const limb_pair product = (limb_pair)quotient->limbs[at] * limb_in(prime, i) + carry;
        const uint64_t low = (uint64_t)product;
        carry = (uint64_t)(product >> LIMB_BITS) + (quotient->rest[at + i] < low ? 1 : 0);
        quotient->rest[at + i] -= low;
    }
}

/* prime * quotient = modulus, column by column. */
static bool is_product(const uint8_t *modulus, const uint8_t *prime, size_t limbs,
                       const uint64_t *quotient)
{
    limb_pair sum = 0;
    uint64_t above = 0; /* what the sum of a column went over by */
    for (size_t column = 0; column < 2 * limbs; column++) {
        for (size_t i = column < limbs ? 0 : column - limbs + 1; i < limbs && i <= column; i++) {
            const limb_pair product = (limb_pair)limb_in(prime, i) * quotient[column - i];
            sum += product;
            above += sum < product ? 1 : 0;
        }
        if ((uint64_t)sum != limb_in(modulus, column)) {
            return false;
        }
        sum = sum >> LIMB_BITS | (limb_pair)above << LIMB_BITS;
        above = 0;
    }
    return sum == 0;
}

bool limb_divide(const uint8_t *modulus, const uint8_t *prime, size_t limbs,
                 struct limb_quotient *quotient)
{
    const uint64_t inverse = limb_inverse(limb_in(prime, 0));
    assert(limbs > 0 && limbs <= sizeof(quotient->limbs) / sizeof(quotient->limbs[0]));
    for (size_t i = 0; i < limbs; i++) {
        quotient->rest[i] = limb_in(modulus, i);
    }
    for (size_t i = 0; i < limbs; i++) {
        quotient->limbs[i] = quotient->rest[i] * inverse;
        take_off(quotient, prime, limbs, i);
    }
    const limb_pair highest = (limb_pair)limb_in(prime, limbs - 1) * quotient->limbs[limbs - 1];
    const uint64_t short_by = limb_in(modulus, 2 * limbs - 1) - (uint64_t)(highest >> LIMB_BITS);
    return short_by <= CARRIES && is_product(modulus, prime, limbs, quotient->limbs);
}

/* Its highest 64 bits, where those of the modulus begin. */
static uint64_t highest_bits(const uint8_t *number, size_t limbs, unsigned shift)
{
    const uint64_t high = limb_in(number, limbs - 1), next = limb_in(number, limbs - 2);
    return shift == 0 ? high : high << shift | next >> (LIMB_BITS - shift);
}

/* Whether factor * d / n is a whole number, as far as 64 bits of both tell: each of them is less
 * than one too short. */
static bool is_whole(uint64_t factor, uint64_t d, uint64_t n)
{
    const uint64_t rest = (uint64_t)((limb_pair)factor * d % n);
    return (rest < n - rest ? rest : n - rest) <= factor + 1;
}

/* Of times * n - factor * d the limbs from half of n on, each into the lowest of what follows: true
 * where they are that of a sum of two primes. A modulus that is prime itself, as p beside d mod
 * (p - 1), leaves next to nothing. */
static bool leaves_primes(const uint8_t *modulus, const uint8_t *d, size_t limbs, uint64_t factor,
                          uint64_t times)
{
    limb_pair taken = 0, given = 0;
    uint64_t borrow = 0, middle = 0, above = 0;
    for (size_t i = 0; i < limbs; i++) {
        given += (limb_pair)times * limb_in(modulus, i);
        taken += (limb_pair)factor * limb_in(d, i);
        const uint64_t over = (uint64_t)given, under = (uint64_t)taken;
        const uint64_t left = over - under - borrow;
        borrow = over < under || (over == under && borrow != 0) ? 1 : 0;
        middle |= i + 1 >= limbs / 2 && i <= limbs / 2 ? left : 0;
        above |= i > limbs / 2 ? left : 0;
        given >>= LIMB_BITS;
        taken >>= LIMB_BITS;
    }
    return middle != 0 && above == 0 && given == taken + borrow;
}

struct highest {
    uint64_t n, d;
};

static bool fits(const uint8_t *modulus, const uint8_t *d, size_t limbs,
                 const struct highest *highest, uint64_t factor)
{
    const limb_pair product = (limb_pair)factor * highest->d;
    return is_whole(factor, highest->d, highest->n) &&
           leaves_primes(modulus, d, limbs, factor,
                         (uint64_t)((product + highest->n / 2) / highest->n));
}

bool limb_exponent_fits(const uint8_t *modulus, const uint8_t *d, size_t limbs, size_t *turn,
                        uint64_t *e)
{
    static const uint64_t usual[] = { USUAL, 3, 17, 37, 35, 257, 5, 7 };
    const uint64_t top = limb_in(modulus, limbs - 1);
    assert(limbs > 1 && top != 0);
    const unsigned shift = (unsigned)__builtin_clzll(top);
    const struct highest highest = { highest_bits(modulus, limbs, shift),
                                     highest_bits(d, limbs, shift) };
    if (limb_in(d, limbs - 1) > top) {
        return false;
    }
    const bool rare = is_whole(COMMON_RARE * RARE, highest.d, highest.n);
    while (*turn < (rare ? sizeof(usual) / sizeof(usual[0]) : 1)) {
        *e = usual[(*turn)++];
        if (fits(modulus, d, limbs, &highest, (*e == USUAL ? COMMON : COMMON_RARE) * *e)) {
            return true;
        }
    }
    return false;
}
