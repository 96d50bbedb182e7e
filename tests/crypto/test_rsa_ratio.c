#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/rsa_ratio.h"

#include <openssl/rsa.h>

#include "crypto/rsa_congruence.h"
#include "suite.h"

/* What is refuted for any exponent at once is what rsa_congruence.h refutes for each. */

static const char *const exponents[] = {
    "3", "5", "11", "25", "10001", "C0000001", "100000001", "E000000000000001", "FFFFFFFFFFFFFFC5"
};
#define EXPONENTS (sizeof(exponents) / sizeof(exponents[0]))

struct drawn {
    struct rsa_numbers numbers;
    BIGNUM *p, *q;
};

static void prime(BIGNUM *into, int bits, const BIGNUM *e, BN_CTX *scratch)
{
    BIGNUM *less = BN_new(), *common = BN_new();
    do {
        ck_assert_int_eq(BN_generate_prime_ex(into, bits, 0, NULL, NULL, NULL), 1);
        BN_copy(less, into);
        BN_sub_word(less, 1);
        BN_gcd(common, less, e, scratch);
    } while (!BN_is_one(common));
    BN_free(less);
    BN_free(common);
}

/* d modulo (p - 1) (q - 1), dP and dQ of it. */
static void exponents_of(struct rsa_numbers *numbers)
{
    BIGNUM *p = BN_dup(numbers->p), *q = BN_dup(numbers->q), *phi = BN_new();
    BN_sub_word(p, 1);
    BN_sub_word(q, 1);
    BN_mul(phi, p, q, numbers->scratch);
    ck_assert_ptr_nonnull(BN_mod_inverse(numbers->d, numbers->e, phi, numbers->scratch));
    BN_nnmod(numbers->dp, numbers->d, p, numbers->scratch);
    BN_nnmod(numbers->dq, numbers->d, q, numbers->scratch);
    BN_free(p);
    BN_free(q);
    BN_free(phi);
}

static void draw(struct drawn *drawn, int bits_of_p, int bits_of_q, const char *exponent)
{
    struct rsa_numbers *numbers = &drawn->numbers;
    *drawn = (struct drawn){ .p = BN_new(), .q = BN_new() };
    *numbers = (struct rsa_numbers){ .n = BN_new(),
                                     .d = BN_new(),
                                     .p = BN_new(),
                                     .q = BN_new(),
                                     .dp = BN_new(),
                                     .dq = BN_new(),
                                     .qinv = BN_new(),
                                     .scratch = BN_CTX_new() };
    ck_assert_int_gt(BN_hex2bn(&numbers->e, exponent), 0);
    prime(numbers->p, bits_of_p, numbers->e, numbers->scratch);
    prime(numbers->q, bits_of_q, numbers->e, numbers->scratch);
    BN_mul(numbers->n, numbers->p, numbers->q, numbers->scratch);
    exponents_of(numbers);
}

static void put_away(struct drawn *drawn)
{
    rsa_numbers_clear(&drawn->numbers);
    BN_free(drawn->p);
    BN_free(drawn->q);
}

/* How many of both ways are refuted, each of which the other room has to refute as well. */
static int count_refuted(struct drawn *drawn)
{
    const struct rsa_numbers *numbers = &drawn->numbers;
    struct rsa_ratio by_exponent, by_crt;
    rsa_ratio_by_exponent(numbers, &by_exponent);
    rsa_ratio_by_crt(numbers, &by_crt);
    const bool one = rsa_ratio_refutes(&by_exponent, numbers->e);
    const bool other = rsa_ratio_refutes(&by_crt, numbers->e);
    ck_assert(!one ||
              rsa_congruence_by_exponent(numbers, numbers->e, drawn->p, drawn->q) == RSA_REFUTED);
    ck_assert(!other ||
              rsa_congruence_by_crt(numbers, numbers->e, drawn->p, drawn->q) == RSA_REFUTED);
    return (one ? 1 : 0) + (other ? 1 : 0);
}

/* Primes of one length and of others. */
static const int sizes[][2] = { { 256, 256 }, { 257, 511 }, { 512, 512 }, { 200, 400 } };
#define SIZES (sizeof(sizes) / sizeof(sizes[0]))

START_TEST(no_key_is_refuted)
{
    for (size_t i = 0; i < SIZES * EXPONENTS; i++) {
        struct drawn drawn;
        const int *size = sizes[i % SIZES];
        draw(&drawn, size[0], size[1], exponents[i / SIZES]);
        ck_assert_msg(count_refuted(&drawn) == 0, "%d and %d bits, e %s", size[0], size[1],
                      exponents[i / SIZES]);
        put_away(&drawn);
    }
}
END_TEST

START_TEST(numbers_by_lot_are_refuted)
{
    struct drawn drawn;
    draw(&drawn, 256, 256, "10001");
    for (int i = 0; i < 2000; i++) {
        BN_rand(drawn.numbers.d, 512 - i % 20, 0, 1);
        BN_rand(drawn.numbers.dp, 256 + i % 30, 0, 1);
        BN_rand(drawn.numbers.dq, 256 - i % 30, 0, 1);
        BN_hex2bn(&drawn.numbers.e, exponents[(size_t)i % EXPONENTS]);
        ck_assert_int_eq(count_refuted(&drawn), 2);
    }
    put_away(&drawn);
}
END_TEST

/* What rsa_congruence.h leaves open is refuted here neither. */
START_TEST(what_says_nothing_refutes_nothing)
{
    struct drawn drawn;
    draw(&drawn, 256, 256, "10001");
    BN_rand(drawn.numbers.d, 512 + RSA_RATIO_EXCESS_BITS_MAX + 1, 0, 1);
    BN_rand(drawn.numbers.dq, 256, 0, 1);
    BN_rand(drawn.numbers.dp, 256 + RSA_RATIO_EXCESS_BITS_MAX + 1, 0, 1);
    ck_assert_int_eq(count_refuted(&drawn), 0);
    BN_zero(drawn.numbers.d);
    BN_zero(drawn.numbers.dp);
    ck_assert_int_eq(count_refuted(&drawn), 0);
    BN_rand(drawn.numbers.d, 512, 0, 1);
    BN_rand(drawn.numbers.dp, 256, 0, 1);
    ck_assert_int_eq(count_refuted(&drawn), 2);
    BN_hex2bn(&drawn.numbers.e, "10000000000000001");
    ck_assert_int_eq(count_refuted(&drawn), 0);
    BN_set_word(drawn.numbers.e, 3);
    BN_rshift1(drawn.numbers.n, drawn.numbers.n);
    ck_assert_int_eq(count_refuted(&drawn), 0);
    put_away(&drawn);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rsa_ratio");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, no_key_is_refuted);
    tcase_add_test(tests, numbers_by_lot_are_refuted);
    tcase_add_test(tests, what_says_nothing_refutes_nothing);
    return suite_run("rsa_ratio", tests);
}
