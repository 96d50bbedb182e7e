#include "crypto/common_factor.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "suite.h"

/* Numbers of at most four octets, for reading; big-endian. */
static struct bytes number(uint32_t value, uint8_t octets[4])
{
    for (size_t i = 0; i < 4; i++) {
        octets[i] = (uint8_t)(value >> (24 - 8 * i));
    }
    return bytes_over(octets, 4);
}

static uint32_t value_of(const struct buffer *factor)
{
    uint32_t value = 0;
    for (size_t i = 0; i < factor->used; i++) {
        value = value << 8 | factor->at[i];
    }
    return value;
}

static const uint32_t others[] = { 0, 1, 101 * 103, 107 * 109, 113 * 113, 2 * 127 };

static const struct {
    const char *what;
    uint32_t number, factor;
} cases[] = {
    { "nothing", 0, 0 },
    { "one", 1, 0 },
    { "no prime in common", 131 * 137, 0 },
    { "a prime", 101 * 131, 101 },
    { "both primes, of two", 103 * 107, 103 * 107 },
    { "itself", 101 * 103, 101 * 103 },
    { "a multiple", 101 * 103 * 139, 101 * 103 },
    { "a square", 101 * 101, 101 },
    { "of a square", 113 * 139, 113 },
    { "a square of a square", 113 * 113 * 113, 113 * 113 },
    { "even", 2 * 139, 2 },
    { "the prime alone", 109, 109 },
};
#define CASES  (sizeof(cases) / sizeof(cases[0]))
#define OTHERS (sizeof(others) / sizeof(others[0]))

static struct common_factor *products_of(struct bytes windows[OTHERS], uint8_t octets[OTHERS][4])
{
    for (size_t i = 0; i < OTHERS; i++) {
        windows[i] = number(others[i], octets[i]);
    }
    struct common_factor *products = common_factor_new(windows, OTHERS, NULL);
    ck_assert_ptr_nonnull(products);
    return products;
}

START_TEST(factors_are_those_of_pairs)
{
    struct bytes windows[OTHERS], numbers[CASES];
    uint8_t octets[OTHERS][4], more[CASES][4];
    struct buffer factors[CASES] = { { 0 } };
    struct common_factor *products = products_of(windows, octets);
    for (size_t i = 0; i < CASES; i++) {
        numbers[i] = number(cases[i].number, more[i]);
    }
    /* One alone, two, all: trees of each shape. */
    for (size_t count = 1; count <= CASES; count++) {
        ck_assert(common_factor_find(products, numbers, count, factors, NULL));
        for (size_t i = 0; i < count; i++) {
            ck_assert_msg(value_of(&factors[i]) == cases[i].factor, "%s of %zu: %u", cases[i].what,
                          count, value_of(&factors[i]));
        }
    }
    for (size_t i = 0; i < CASES; i++) {
        buffer_clear(&factors[i]);
    }
    common_factor_free(products);
}
END_TEST

START_TEST(nothing_is_found_among_none)
{
    uint8_t octets[4];
    const struct bytes one = number(101, octets);
    struct buffer factor = { 0 };
    struct common_factor *products = common_factor_new(NULL, 0, NULL);
    ck_assert_ptr_nonnull(products);
    ck_assert(common_factor_find(products, &one, 1, &factor, NULL));
    ck_assert(common_factor_find(products, &one, 0, &factor, NULL));
    ck_assert_uint_eq(factor.used, 0);
    common_factor_free(products);
    common_factor_free(NULL);
}
END_TEST

START_TEST(first_of_the_others_is_told)
{
    struct bytes windows[OTHERS];
    uint8_t octets[OTHERS][4], more[4];
    struct buffer factor = { 0 };
    common_factor_free(products_of(windows, octets));
    ck_assert_uint_eq(common_factor_first(number(103 * 107, more), windows, OTHERS, true, &factor),
                      2);
    ck_assert_uint_eq(value_of(&factor), 103);
    ck_assert_uint_eq(common_factor_first(number(101 * 103, more), windows, OTHERS, true, &factor),
                      OTHERS);
    ck_assert_uint_eq(common_factor_first(number(101 * 103, more), windows, OTHERS, false, &factor),
                      2);
    ck_assert_uint_eq(common_factor_first(number(131, more), windows, OTHERS, false, &factor),
                      OTHERS);
    ck_assert_uint_eq(common_factor_first(number(0, more), windows, OTHERS, false, &factor),
                      OTHERS);
    buffer_clear(&factor);
}
END_TEST

static void count_sign(void *context)
{
    (*(unsigned *)context)++;
}

/* Three blocks of others; the first that has one tells. 100,000 bits among the numbers. */
START_TEST(large_numbers_go_over_several_blocks)
{
    enum { WIDTH = 12500, COUNT = 3 * (int)COMMON_FACTOR_BLOCK / WIDTH };
    const size_t count = COUNT;
    uint8_t *memory = calloc(count, WIDTH);
    struct bytes *windows = calloc(count, sizeof(*windows));
    struct buffer factors[2] = { { 0 }, { 0 } };
    unsigned signs = 0;
    const struct common_factor_watch watch = { &signs, count_sign };
    ck_assert(memory != NULL && windows != NULL);
    for (size_t i = 0; i < count; i++) { /* powers of two */
        memory[i * WIDTH] = 1;
        windows[i] = bytes_over(memory + i * WIDTH, WIDTH);
    }
    memory[WIDTH - 1] = 1; /* 2^99992 + 1 = 0 modulo 2^8 + 1, since 99992 / 8 is odd */
    memory[count * WIDTH - 1] = 1;
    struct common_factor *products = common_factor_new(windows, count, &watch);
    ck_assert_ptr_nonnull(products);
    uint8_t octets[2][4];
    const struct bytes numbers[] = { number(257 * 3, octets[0]), number(65537, octets[1]) };
    ck_assert(common_factor_find(products, numbers, 2, factors, &watch));
    ck_assert_uint_eq(value_of(&factors[0]), 257);
    ck_assert_uint_eq(factors[1].used, 0);
    ck_assert_uint_gt(signs, 10);
    ck_assert(common_factor_find(products, windows, 1, factors, NULL));
    ck_assert_uint_eq(factors[0].used, WIDTH);
    buffer_clear(&factors[0]);
    common_factor_free(products);
    free(windows);
    free(memory);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("common_factor");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, factors_are_those_of_pairs);
    tcase_add_test(tests, nothing_is_found_among_none);
    tcase_add_test(tests, first_of_the_others_is_told);
    tcase_add_test(tests, large_numbers_go_over_several_blocks);
    return suite_run("common_factor", tests);
}
