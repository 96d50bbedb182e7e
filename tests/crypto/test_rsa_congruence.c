#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/rsa_congruence.h"

#include <openssl/rsa.h>

#include "suite.h"

/* What e d = 1 says of a modulus without an exponentiation. */

struct drawn {
    RSA *rsa;
    struct rsa_numbers numbers;
    BIGNUM *p, *q;
};

static void draw(struct drawn *drawn, int bits, int primes, const char *e)
{
    BIGNUM *exponent = NULL;
    ck_assert_int_gt(BN_hex2bn(&exponent, e), 0);
    *drawn = (struct drawn){ .rsa = RSA_new(), .p = BN_new(), .q = BN_new() };
    ck_assert_int_eq(RSA_generate_multi_prime_key(drawn->rsa, bits, primes, exponent, NULL), 1);
    drawn->numbers = (struct rsa_numbers){ .n = BN_dup(RSA_get0_n(drawn->rsa)),
                                           .e = exponent,
                                           .d = BN_dup(RSA_get0_d(drawn->rsa)),
                                           .p = BN_new(),
                                           .q = BN_new(),
                                           .dp = BN_dup(RSA_get0_dmp1(drawn->rsa)),
                                           .dq = BN_dup(RSA_get0_dmq1(drawn->rsa)),
                                           .qinv = BN_new(),
                                           .scratch = BN_CTX_new() };
}

static void put_away(struct drawn *drawn)
{
    rsa_numbers_clear(&drawn->numbers);
    RSA_free(drawn->rsa);
    BN_free(drawn->p);
    BN_free(drawn->q);
}

static void check_primes(const struct drawn *drawn)
{
    const BIGNUM *p = RSA_get0_p(drawn->rsa), *q = RSA_get0_q(drawn->rsa);
    const bool ordered = BN_cmp(p, q) > 0;
    ck_assert_int_eq(BN_cmp(drawn->p, ordered ? p : q), 0);
    ck_assert_int_eq(BN_cmp(drawn->q, ordered ? q : p), 0);
}

static enum rsa_congruence by_exponent(struct drawn *drawn)
{
    return rsa_congruence_by_exponent(&drawn->numbers, drawn->numbers.e, drawn->p, drawn->q);
}

static enum rsa_congruence by_crt(struct drawn *drawn)
{
    return rsa_congruence_by_crt(&drawn->numbers, drawn->numbers.e, drawn->p, drawn->q);
}

static const char *const exponents[] = { "3", "11", "10001", "100000001", "E000000000000001" };
static const int sizes[] = { 512, 1024, 1536 };

START_TEST(a_key_of_two_primes_is_parted)
{
    const int rounds = (int)(sizeof(exponents) / sizeof(exponents[0]));
    for (int i = 0; i < 3 * rounds; i++) {
        struct drawn drawn;
        draw(&drawn, sizes[i % 3], 2, exponents[i / 3]);
        ck_assert_msg(by_exponent(&drawn) == RSA_PARTED, "%d bits, e %s", sizes[i % 3],
                      exponents[i / 3]);
        check_primes(&drawn);
        BN_zero(drawn.p);
        ck_assert_int_eq(by_crt(&drawn), RSA_PARTED);
        check_primes(&drawn);
        put_away(&drawn);
    }
}
END_TEST

/* Modulo phi(n), where OpenSSL takes the least common multiple, and a multiple more. */
START_TEST(any_private_exponent_that_fits_does)
{
    struct drawn drawn;
    draw(&drawn, 1024, 2, "10001");
    BIGNUM *p1 = BN_dup(RSA_get0_p(drawn.rsa)), *q1 = BN_dup(RSA_get0_q(drawn.rsa));
    BIGNUM *phi = BN_new();
    BN_sub_word(p1, 1);
    BN_sub_word(q1, 1);
    BN_mul(phi, p1, q1, drawn.numbers.scratch);
    BN_mod_inverse(drawn.numbers.d, drawn.numbers.e, phi, drawn.numbers.scratch);
    ck_assert_int_eq(by_exponent(&drawn), RSA_PARTED);
    BN_add(drawn.numbers.d, drawn.numbers.d, phi);
    ck_assert_int_eq(by_exponent(&drawn), RSA_PARTED);
    check_primes(&drawn);
    BN_free(p1);
    BN_free(q1);
    BN_free(phi);
    put_away(&drawn);
}
END_TEST

START_TEST(one_wrong_bit_refutes_any_of_the_numbers)
{
    struct drawn drawn;
    draw(&drawn, 1024, 2, "10001");
    for (int bit = 1; bit < 500; bit += 7) {
        BIGNUM *numbers[] = { drawn.numbers.n, drawn.numbers.d, drawn.numbers.dp };
        BIGNUM *number = numbers[bit % 3];
        BIGNUM *kept = BN_dup(number);
        ck_assert_int_eq(
            BN_is_bit_set(number, bit) ? BN_clear_bit(number, bit) : BN_set_bit(number, bit), 1);
        ck_assert_int_ne(number == drawn.numbers.dp ? by_crt(&drawn) : by_exponent(&drawn),
                         RSA_PARTED);
        if (number == drawn.numbers.d) {
            ck_assert_int_eq(by_exponent(&drawn), RSA_REFUTED);
        }
        BN_copy(number, kept);
        BN_free(kept);
    }
    ck_assert_int_eq(by_exponent(&drawn), RSA_PARTED);
    put_away(&drawn);
}
END_TEST

START_TEST(numbers_by_lot_are_refuted)
{
    struct drawn drawn;
    draw(&drawn, 1024, 2, "10001");
    for (int i = 0; i < 1000; i++) {
        BN_rand(drawn.numbers.d, 1024, 0, 1);
        BN_rand(drawn.numbers.dp, 512, 0, 1);
        ck_assert_int_eq(by_exponent(&drawn), RSA_REFUTED);
        ck_assert_int_eq(by_crt(&drawn), RSA_REFUTED);
    }
    put_away(&drawn);
}
END_TEST

/* What it cannot say is left to an exponentiation. */
START_TEST(more_primes_long_exponents_and_short_moduli_are_open)
{
    struct drawn drawn;
    draw(&drawn, 1536, 3, "10001");
    ck_assert_int_eq(by_exponent(&drawn), RSA_OPEN);
    put_away(&drawn);
    draw(&drawn, 1024, 2, "C0000000000000000001");
    ck_assert_int_eq(by_exponent(&drawn), RSA_OPEN);
    ck_assert_int_eq(by_crt(&drawn), RSA_OPEN);
    put_away(&drawn);
    draw(&drawn, 512, 2, "10001");
    BN_rshift(drawn.numbers.n, drawn.numbers.n, 1);
    ck_assert_int_eq(by_exponent(&drawn), RSA_OPEN);
    BN_zero(drawn.numbers.d);
    BN_zero(drawn.numbers.dp);
    ck_assert_int_eq(by_exponent(&drawn), RSA_OPEN);
    ck_assert_int_eq(by_crt(&drawn), RSA_OPEN);
    put_away(&drawn);
}
END_TEST

START_TEST(a_public_exponent_is_found)
{
    for (size_t i = 0; i < 4; i++) {
        struct drawn drawn;
        draw(&drawn, 1024, 2, exponents[i]);
        const BIGNUM *p = RSA_get0_p(drawn.rsa);
        ck_assert(
            rsa_congruence_public_exponent(drawn.numbers.dp, p, drawn.p, drawn.numbers.scratch));
        ck_assert_int_eq(BN_cmp(drawn.p, drawn.numbers.e), 0);
        ck_assert(
            rsa_congruence_public_exponent(drawn.numbers.d, p, drawn.p, drawn.numbers.scratch));
        BN_add_word(drawn.numbers.dp, 2);
        ck_assert(
            !rsa_congruence_public_exponent(drawn.numbers.dp, p, drawn.p, drawn.numbers.scratch));
        put_away(&drawn);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rsa_congruence");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_key_of_two_primes_is_parted);
    tcase_add_test(tests, any_private_exponent_that_fits_does);
    tcase_add_test(tests, one_wrong_bit_refutes_any_of_the_numbers);
    tcase_add_test(tests, numbers_by_lot_are_refuted);
    tcase_add_test(tests, more_primes_long_exponents_and_short_moduli_are_open);
    tcase_add_test(tests, a_public_exponent_is_found);
    return suite_run("rsa_congruence", tests);
}
