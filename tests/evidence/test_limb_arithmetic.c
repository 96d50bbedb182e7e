/* Numbers of keys with public exponents and common factors of every kind, made by arithmetic on the
 * numbers of OpenSSL. */
#include "candidates/memory/limb_arithmetic.h"

#include <openssl/bn.h>

#include "bounds.h"
#include "suite.h"

#define BITS  1024
#define LIMBS (BITS / 64)

struct made {
    uint8_t n[BITS / 8], p[BITS / 16], d[BITS / 8];
};

static void lowest_first(const BIGNUM *number, uint8_t *into, size_t octets)
{
    ck_assert_int_eq(BN_bn2lebinpad(number, into, (int)octets), (int)octets);
}

/* The next prime behind a number of 512 bits for which p - 1 is a multiple of `common`, and has no
 * factor of e. */
static void find_prime(BIGNUM *p, const char *from, unsigned common, unsigned e, BN_CTX *scratch)
{
    ck_assert_int_ne(BN_hex2bn(&p, from), 0);
    ck_assert_int_eq(BN_set_bit(p, BITS / 2 - 1) + BN_set_bit(p, BITS / 2 - 2), 2);
    ck_assert_int_eq(BN_sub_word(p, BN_mod_word(p, common) - 1), 1);
    do {
        ck_assert_int_eq(BN_add_word(p, common), 1);
    } while (BN_mod_word(p, e % 5 == 0 ? 5 : e) == 1 || BN_mod_word(p, e % 7 == 0 ? 7 : e) == 1 ||
             BN_check_prime(p, scratch, NULL) != 1);
}

static void put(struct made *made, unsigned e, unsigned common, bool least)
{
    BN_CTX *scratch = BN_CTX_new();
    BIGNUM *p = BN_new(), *q = BN_new(), *n = BN_new(), *d = BN_new(), *phi = BN_new();
    BIGNUM *word = BN_new();
    find_prime(p, "3f1c9a", 2 * common, e, scratch);
    find_prime(q, "a5b07711223344556677", 2 * common, e, scratch);
    ck_assert_int_eq(BN_mul(n, p, q, scratch), 1);
    lowest_first(n, made->n, sizeof(made->n));
    lowest_first(p, made->p, sizeof(made->p));
    ck_assert_int_eq(BN_sub_word(p, 1) + BN_sub_word(q, 1), 2);
    ck_assert_int_eq(BN_mul(phi, p, q, scratch), 1);
    ck_assert_int_eq(BN_gcd(d, p, q, scratch), 1);
    if (least) {
        ck_assert_int_eq(BN_div(phi, NULL, phi, d, scratch), 1);
    }
    ck_assert_int_eq(BN_set_word(word, e), 1);
    ck_assert_ptr_nonnull(BN_mod_inverse(d, word, phi, scratch));
    lowest_first(d, made->d, sizeof(made->d));
    BN_free(p);
    BN_free(q);
    BN_free(n);
    BN_free(d);
    BN_free(phi);
    BN_free(word);
    BN_CTX_free(scratch);
}

static const struct {
    unsigned e, common;
    bool fits;
} keys[] = {
    { 65537, 1, true }, { 65537, 2, true },  { 65537, 16, true },  { 65537, 23, true },
    { 65537, 9, true }, { 65537, 25, true }, { 65537, 29, false }, { 3, 1, true },
    { 3, 4, true },     { 17, 4, true },     { 257, 1, true },     { 37, 5, true },
    { 35, 2, true },    { 5, 3, true },      { 7, 11, true },      { 11, 1, false },
};

static bool is_known(const struct made *made, uint64_t as)
{
    size_t turn = 0;
    uint64_t e;
    while (limb_exponent_fits(made->n, made->d, LIMBS, &turn, &e)) {
        if (e == as) {
            return true;
        }
    }
    return false;
}

START_TEST(private_exponent_is_known)
{
    struct made made;
    for (int least = 0; least < 2; least++) {
        put(&made, keys[_i].e, keys[_i].common, least == 1);
        const bool fits = keys[_i].fits || (keys[_i].common == 29 && least == 0);
        ck_assert(is_known(&made, keys[_i].e) == fits);
        made.d[BITS / 8 - 20] ^= 1;
        ck_assert(!is_known(&made, keys[_i].e));
    }
}
END_TEST

/* The other prime, and nothing where any bit of the one is another. */
START_TEST(prime_divides)
{
    struct made made;
    struct limb_quotient quotient;
    put(&made, 65537, 1, true);
    ck_assert(limb_divide(made.n, made.p, LIMBS / 2, &quotient));
    uint8_t other[BITS / 16];
    for (size_t i = 0; i < LIMBS / 2; i++) {
        const uint64_t limb = htole64(quotient.limbs[i]);
        memcpy(other + i * LIMB_OCTETS, &limb, LIMB_OCTETS);
    }
    ck_assert(limb_divide(made.n, other, LIMBS / 2, &quotient));
    ck_assert(limb_at(made.p) == quotient.limbs[0]);
    for (size_t bit = 1; bit < BITS / 2; bit += 7) {
        made.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ck_assert(!limb_divide(made.n, made.p, LIMBS / 2, &quotient));
        made.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
        made.n[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ck_assert(!limb_divide(made.n, made.p, LIMBS / 2, &quotient));
        made.n[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}
END_TEST

START_TEST(small_factors_are_seen)
{
    struct made made;
    put(&made, 65537, 1, true);
    ck_assert(!limb_has_small_factor(made.n, LIMBS));
    ck_assert(!limb_has_small_factor(made.p, LIMBS / 2));
    size_t seen = 0;
    for (size_t i = 0; i < 53; i++) { /* each prime up to that divides one of them */
        BIGNUM *number = BN_lebin2bn(made.p, (int)sizeof(made.p), NULL);
        uint8_t octets[sizeof(made.p)];
        ck_assert_int_eq(BN_add_word(number, 2 * i), 1);
        lowest_first(number, octets, sizeof(octets));
        bool has = false;
        for (BN_ULONG prime = 3; prime <= 53; prime += 2) {
            has = has || BN_mod_word(number, prime) == 0;
        }
        ck_assert(limb_has_small_factor(octets, LIMBS / 2) == has);
        seen += has ? 1 : 0;
        BN_free(number);
    }
    ck_assert_uint_gt(seen, 20);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("limb_arithmetic");
    tcase_add_loop_test(tests, private_exponent_is_known, 0, (int)(sizeof(keys) / sizeof(keys[0])));
    tcase_add_test(tests, prime_divides);
    tcase_add_test(tests, small_factors_are_seen);
    return suite_run("limb_arithmetic", tests);
}
