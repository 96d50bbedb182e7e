#include "crypto/rsa_repair.h"

#include "crypto/rsa_congruence.h"
#include "crypto/rsa_ratio.h"

/* Half of all bases part the primes. */
static const BN_ULONG bases[] = { 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53 };
#define BASES       (sizeof(bases) / sizeof(bases[0]))
#define BASES_USUAL 2

/* Public exponents that programs choose by themselves. */
static const BN_ULONG usual[] = { 65537, 3, 17, 37, 35, 257, 5, 7 };
#define USUAL (sizeof(usual) / sizeof(usual[0]))

static const char remark_exponent[] =
    "repaired: the public exponent from the modulus and the private one";

static const char remark_crt[] = "repaired: the factors from n, e and dP or dQ";

/* What all of them cost together, as bits of one exponent. */
#define USUAL_BITS 512

/* One prime takes at least such a part of the bits. */
#define UNEVEN_MAX 8

static void replace(BIGNUM **old, const BIGNUM *with)
{
    BIGNUM *new = BN_dup(with);
    if (new != NULL) {
        BN_clear_free(*old);
        *old = new;
    }
}

static bool raise_word(const struct rsa_numbers *numbers, BN_ULONG base, const BIGNUM *exponent,
                       BIGNUM *power)
{
    return BN_set_word(power, base) == 1 &&
           BN_mod_exp(power, power, exponent, numbers->n, numbers->scratch) == 1;
}

/* power^e = 2, with `result` to work in. */
static bool comes_back(const struct rsa_numbers *numbers, const BIGNUM *power, const BIGNUM *e,
                       BIGNUM *result)
{
    return BN_mod_exp(result, power, e, numbers->n, numbers->scratch) == 1 && BN_is_word(result, 2);
}

static bool find_exponent(struct rsa_numbers *numbers, BIGNUM *power, BIGNUM *e, BIGNUM *result)
{
    if (!rsa_numbers_may_raise(numbers, numbers->d, USUAL_BITS) ||
        !raise_word(numbers, 2, numbers->d, power)) {
        return false;
    }
    if (comes_back(numbers, power, numbers->e, result)) {
        return true;
    }
    for (size_t i = 0; i < USUAL; i++) {
        if (BN_set_word(e, usual[i]) == 1 && comes_back(numbers, power, e, result)) {
            replace(&numbers->e, e);
            numbers->remark = remark_exponent;
            return true;
        }
    }
    return false;
}

/* A way to hold numbers against a public exponent, and what refutes most of them sooner. */
struct way {
    void (*ratio)(const struct rsa_numbers *numbers, struct rsa_ratio *ratio);
    enum rsa_congruence (*holds)(const struct rsa_numbers *numbers, const BIGNUM *e, BIGNUM *p,
                                 BIGNUM *q);
};
static const struct way by_exponent = { rsa_ratio_by_exponent, rsa_congruence_by_exponent };
static const struct way by_crt = { rsa_ratio_by_crt, rsa_congruence_by_crt };

static enum rsa_congruence hold_against(const struct rsa_numbers *numbers, const struct way *way,
                                        const struct rsa_ratio *ratio, const BIGNUM *e, BIGNUM *p,
                                        BIGNUM *q)
{
    return rsa_ratio_refutes(ratio, e) ? RSA_REFUTED : way->holds(numbers, e, p, q);
}

/* For the exponent given and for all usual ones; refuted where all of them are. `e`: the one
 * that fits. */
static enum rsa_congruence hold_against_all(const struct rsa_numbers *numbers,
                                            const struct way *way, BIGNUM *e, BIGNUM *p, BIGNUM *q)
{
    struct rsa_ratio ratio;
    way->ratio(numbers, &ratio);
    enum rsa_congruence all =
        BN_copy(e, numbers->e) != NULL ? hold_against(numbers, way, &ratio, e, p, q) : RSA_OPEN;
    for (size_t i = 0; i < USUAL && all != RSA_PARTED; i++) {
        const enum rsa_congruence one =
            BN_set_word(e, usual[i]) == 1 ? hold_against(numbers, way, &ratio, e, p, q) : RSA_OPEN;
        all = one == RSA_REFUTED ? all : one;
    }
    return all;
}

/* The same by arithmetic alone, with the factors where they come out of it. */
static enum rsa_congruence find_factors(struct rsa_numbers *numbers, const struct way *way)
{
    enum rsa_congruence said = RSA_OPEN;
    BN_CTX_start(numbers->scratch);
    BIGNUM *e = BN_CTX_get(numbers->scratch), *p = BN_CTX_get(numbers->scratch);
    BIGNUM *q = BN_CTX_get(numbers->scratch);
    if (q != NULL) {
        said = hold_against_all(numbers, way, e, p, q);
    }
    if (said == RSA_PARTED) {
        if (BN_cmp(e, numbers->e) != 0) {
            replace(&numbers->e, e);
            numbers->remark = remark_exponent;
        }
        replace(&numbers->p, p);
        replace(&numbers->q, q);
        numbers->factored = true;
        numbers->d_holds = rsa_numbers_exponent_holds(numbers);
    }
    BN_CTX_end(numbers->scratch);
    return said;
}

bool rsa_repair_by_exponent(struct rsa_numbers *numbers)
{
    const enum rsa_congruence said = find_factors(numbers, &by_exponent);
    if (said != RSA_OPEN) {
        return said == RSA_PARTED;
    }
    BN_CTX_start(numbers->scratch);
    BIGNUM *power = BN_CTX_get(numbers->scratch), *e = BN_CTX_get(numbers->scratch);
    BIGNUM *result = BN_CTX_get(numbers->scratch);
    bool found = result != NULL && find_exponent(numbers, power, e, result);
    BN_CTX_end(numbers->scratch);
    return found;
}

/* p = factor, q = n / factor, the larger one first, as programs write them. What is no
 * modulus has small factors, which say nothing. */
static bool take_factor(struct rsa_numbers *numbers, const BIGNUM *factor)
{
    const int bits = BN_num_bits(numbers->n), least = bits / UNEVEN_MAX;
    BN_CTX_start(numbers->scratch);
    BIGNUM *other = BN_CTX_get(numbers->scratch), *rest = BN_CTX_get(numbers->scratch);
    bool divides =
        rest != NULL && BN_num_bits(factor) >= least && BN_num_bits(factor) <= bits - least &&
        BN_div(other, rest, numbers->n, factor, numbers->scratch) == 1 && BN_is_zero(rest);
    if (divides) {
        const bool larger = BN_cmp(factor, other) >= 0;
        replace(&numbers->p, larger ? factor : other);
        replace(&numbers->q, larger ? other : factor);
    }
    BN_CTX_end(numbers->scratch);
    return divides;
}

struct walk {
    BIGNUM *odd; /* e d - 1 = odd 2^halvings */
    int halvings;
    BIGNUM *root, *square, *factor;
};

/* A root of 1 other than 1 and -1 shares a prime with n when 1 is taken off it. */
static bool walk_from(struct rsa_numbers *numbers, const struct walk *walk, BN_ULONG base)
{
    if (!raise_word(numbers, base, walk->odd, walk->root) || BN_is_one(walk->root)) {
        return false;
    }
    for (int i = 0; i < walk->halvings; i++) {
        if (BN_mod_sqr(walk->square, walk->root, numbers->n, numbers->scratch) != 1) {
            return false;
        }
        if (BN_is_one(walk->square)) {
            return BN_sub_word(walk->root, 1) == 1 &&
                   BN_gcd(walk->factor, walk->root, numbers->n, numbers->scratch) == 1 &&
                   take_factor(numbers, walk->factor);
        }
        BN_swap(walk->root, walk->square);
    }
    return false;
}

static bool begin_walk(const struct rsa_numbers *numbers, struct walk *walk)
{
    BN_CTX *scratch = numbers->scratch;
    walk->odd = BN_CTX_get(scratch);
    walk->root = BN_CTX_get(scratch);
    walk->square = BN_CTX_get(scratch);
    walk->factor = BN_CTX_get(scratch);
    if (walk->factor == NULL || BN_mul(walk->odd, numbers->e, numbers->d, scratch) != 1 ||
        BN_sub_word(walk->odd, 1) != 1 || BN_is_zero(walk->odd)) {
        return false;
    }
    while (!BN_is_odd(walk->odd)) {
        if (BN_rshift1(walk->odd, walk->odd) != 1) {
            return false;
        }
        walk->halvings++;
    }
    return true;
}

/* True keys can be made that no base parts. */
static bool may_walk(const struct rsa_numbers *numbers, size_t walks)
{
    return walks < BASES_USUAL ? rsa_numbers_may_raise(numbers, numbers->d, USUAL_BITS)
                               : proof_work_raise_kept(numbers->work, BN_num_bits(numbers->n),
                                                       BN_num_bits(numbers->d) + USUAL_BITS);
}

bool rsa_repair_factors(struct rsa_numbers *numbers)
{
    struct walk walk = { 0 };
    BN_CTX_start(numbers->scratch);
    bool parted = numbers->factored;
    if (!parted && begin_walk(numbers, &walk)) {
        for (size_t i = 0; i < BASES && !parted && may_walk(numbers, i); i++) {
            parted = walk_from(numbers, &walk, bases[i]);
        }
    }
    BN_CTX_end(numbers->scratch);
    /* A part that is no prime itself has e d = 1 modulo something else. */
    if (parted && rsa_numbers_exponent_holds(numbers)) {
        numbers->factored = numbers->d_holds = true;
        numbers->remark =
            numbers->remark != NULL ? numbers->remark : "repaired: the factors from n, e and d";
        return true;
    }
    return false;
}

struct differences {
    BIGNUM *power, *e, *one, *product;
    BN_MONT_CTX *montgomery; /* of the modulus, which all of them are raised by */
};

/* Multiplies 2^(e x) - 2 into `product`, but for those that are zero. */
static bool add_difference(const struct rsa_numbers *numbers, const BIGNUM *e,
                           const struct differences *with)
{
    BIGNUM *difference = with->one;
    if (BN_mod_exp_mont(difference, with->power, e, numbers->n, numbers->scratch,
                        with->montgomery) != 1 ||
        BN_sub_word(difference, 2) != 1) {
        return false;
    }
    return BN_is_zero(difference) || BN_is_negative(difference) ||
           BN_mod_mul(with->product, with->product, difference, numbers->n, numbers->scratch) == 1;
}

static bool is_counted(const struct rsa_numbers *numbers, const BIGNUM *x)
{
    return !BN_is_zero(x) && BN_num_bits(x) <= BN_num_bits(numbers->n);
}

static bool may_add(const struct rsa_numbers *numbers, const BIGNUM *x)
{
    return !is_counted(numbers, x) || rsa_numbers_may_raise(numbers, x, USUAL_BITS);
}

/* For the exponent given and for all usual ones. */
static bool add_differences(const struct rsa_numbers *numbers, const BIGNUM *x,
                            const struct differences *with)
{
    if (!is_counted(numbers, x)) {
        return true;
    }
    if (BN_mod_exp_mont_word(with->power, 2, x, numbers->n, numbers->scratch, with->montgomery) !=
            1 ||
        !add_difference(numbers, numbers->e, with)) {
        return false;
    }
    for (size_t i = 0; i < USUAL; i++) {
        if (BN_set_word(with->e, usual[i]) != 1 ||
            (BN_cmp(with->e, numbers->e) != 0 && !add_difference(numbers, with->e, with))) {
            return false;
        }
    }
    return true;
}

/* What has an inverse shares no factor with n; to find one costs a tenth of what OpenSSL's
 * BN_gcd() does, which hides how long it takes. */
static bool is_unit(const struct rsa_numbers *numbers, const BIGNUM *product, BIGNUM *inverse)
{
    return BN_mod_inverse(inverse, product, numbers->n, numbers->scratch) != NULL;
}

static bool common_factor(struct rsa_numbers *numbers, const struct differences *with)
{
    return !BN_is_one(with->product) && !is_unit(numbers, with->product, with->one) &&
           BN_gcd(with->one, with->product, numbers->n, numbers->scratch) == 1 &&
           take_factor(numbers, with->one);
}

/* All in one product, as a common divisor costs as much as they do; it is all of n where
 * dP gives one prime and dQ the other: then dP alone. */
static bool factor_by_crt(struct rsa_numbers *numbers, const struct differences *with)
{
    if (BN_MONT_CTX_set(with->montgomery, numbers->n, numbers->scratch) != 1 ||
        BN_one(with->product) != 1 || !add_differences(numbers, numbers->dp, with) ||
        !add_differences(numbers, numbers->dq, with)) {
        return false;
    }
    if (!BN_is_zero(with->product)) {
        return common_factor(numbers, with);
    }
    return may_add(numbers, numbers->dp) && BN_one(with->product) == 1 &&
           add_differences(numbers, numbers->dp, with) && common_factor(numbers, with);
}

/* A number that was drawn costs what a key does, of which so many are tried of a file; but four of
 * five have a small factor, and are parted by nothing. */
static bool may_part(const struct rsa_numbers *numbers)
{
    return rsa_numbers_may_raise(numbers, numbers->n, USUAL_BITS) &&
           may_add(numbers, numbers->dp) && may_add(numbers, numbers->dq) &&
           !rsa_numbers_has_small_factor(numbers);
}

static bool part_by_crt(struct rsa_numbers *numbers)
{
    BN_CTX *scratch = numbers->scratch;
    BN_CTX_start(scratch);
    const struct differences with = { BN_CTX_get(scratch), BN_CTX_get(scratch), BN_CTX_get(scratch),
                                      BN_CTX_get(scratch), BN_MONT_CTX_new() };
    const bool found =
        with.product != NULL && with.montgomery != NULL && factor_by_crt(numbers, &with);
    BN_MONT_CTX_free(with.montgomery);
    BN_CTX_end(scratch);
    return found;
}

bool rsa_repair_factors_by_crt(struct rsa_numbers *numbers)
{
    if (BN_is_zero(numbers->dp) && BN_is_zero(numbers->dq)) {
        return false;
    }
    if (find_factors(numbers, &by_crt) == RSA_PARTED) {
        numbers->remark = remark_crt;
        return true;
    }
    if (!may_part(numbers) || !part_by_crt(numbers)) {
        return false;
    }
    numbers->factored = true;
    numbers->d_holds = rsa_numbers_exponent_holds(numbers);
    numbers->remark = remark_crt;
    return true;
}

static bool is_usual(const BIGNUM *e)
{
    for (size_t i = 0; i < USUAL; i++) {
        if (BN_is_word(e, usual[i])) {
            return true;
        }
    }
    return false;
}

/* Below, an inverse costs nothing; above, as much as an exponent of so many bits. */
#define SHORT_PRIME_BITS 256
#define INVERSE_BITS     2048

static bool may_invert(const struct rsa_numbers *numbers, const BIGNUM *prime)
{
    return BN_num_bits(prime) < SHORT_PRIME_BITS ||
           proof_work_raise(numbers->work, BN_num_bits(prime), INVERSE_BITS);
}

/* e = x^-1 modulo one prime less 1; believed when it fits `y` modulo the other, or is one
 * that programs choose. */
static bool exponent_from(const struct rsa_numbers *numbers, const BIGNUM *x, const BIGNUM *prime,
                          const BIGNUM *y, const BIGNUM *other, BIGNUM *less, BIGNUM *e)
{
    if (BN_is_zero(x) || BN_num_bits(prime) <= 1) {
        return false;
    }
    return (rsa_congruence_public_exponent(x, prime, e, numbers->scratch) ||
            (may_invert(numbers, prime) && BN_copy(less, prime) != NULL &&
             BN_sub_word(less, 1) == 1 && BN_mod_inverse(e, x, less, numbers->scratch) != NULL)) &&
           BN_num_bits(e) > 1 && BN_is_odd(e) &&
           (is_usual(e) || rsa_numbers_inverse_below(numbers, e, y, other));
}

void rsa_repair_public_exponent(struct rsa_numbers *numbers)
{
    if (rsa_numbers_exponent_holds(numbers) ||
        rsa_numbers_inverse_below(numbers, numbers->e, numbers->dp, numbers->p) ||
        rsa_numbers_inverse_below(numbers, numbers->e, numbers->dq, numbers->q)) {
        return;
    }
    BN_CTX_start(numbers->scratch);
    BIGNUM *less = BN_CTX_get(numbers->scratch), *e = BN_CTX_get(numbers->scratch);
    if (e != NULL &&
        (exponent_from(numbers, numbers->d, numbers->p, numbers->d, numbers->q, less, e) ||
         exponent_from(numbers, numbers->dp, numbers->p, numbers->dq, numbers->q, less, e) ||
         exponent_from(numbers, numbers->dq, numbers->q, numbers->dp, numbers->p, less, e))) {
        replace(&numbers->e, e);
        numbers->d_holds = rsa_numbers_exponent_holds(numbers);
        numbers->remark = "repaired: the public exponent from the private numbers";
    }
    BN_CTX_end(numbers->scratch);
}

void rsa_repair_charge_public_exponent(const struct rsa_numbers *numbers)
{
    const BIGNUM *const of_p[] = { numbers->d, numbers->dp };
    for (size_t i = 0; i < sizeof(of_p) / sizeof(of_p[0]); i++) {
        (void)(!BN_is_zero(of_p[i]) && may_invert(numbers, numbers->p));
    }
    (void)(!BN_is_zero(numbers->dq) && may_invert(numbers, numbers->q));
}
