#include "crypto/memory_hard.h"

#include "bounds.h"
#include "suite.h"

/* What the reference implementation prints of "password" and "somesalt": four lanes, which
 * one thread computes. */
START_TEST(lanes_need_no_threads)
{
    static const uint8_t expected[] = { 0x45, 0xd7, 0xac, 0x72, 0xe7, 0x6f, 0x24, 0x2b,
                                        0x20, 0xb7, 0x7b, 0x9b, 0xf9, 0xbf, 0x9d, 0x59,
                                        0x15, 0x89, 0x4e, 0x66, 0x9a, 0x24, 0xe6, 0xc6 };
    const struct memory_hard cost = { .kind = ARGON_I, .memory = 65536, .passes = 2, .lanes = 4 };
    uint8_t key[sizeof(expected)];
    ck_assert(memory_hard_derive(&cost, bytes_over("password", 8), bytes_over("somesalt", 8), key,
                                 sizeof(key)));
    ck_assert_mem_eq(key, expected, sizeof(key));
}
END_TEST

static const struct {
    struct memory_hard cost;
    bool computed;
} costs[] = {
    { { ARGON_D, 8, 1, 1 }, true },
    { { ARGON_D, 7, 1, 1 }, false },
    { { ARGON_ID, 64, 1, 8 }, true },
    { { ARGON_ID, 64, 1, 9 }, false },
    { { ARGON_I, 8, 0, 1 }, false },
    { { ARGON_I, 8, 1, 0 }, false },
    { { ARGON_I, 8, UINT64_MAX, 1 }, false },
    { { ARGON_I, UINT64_MAX, 1, 1 }, false },
    { { ARGON_I, (MEMORY_HARD_BYTES_MAX >> 10) + 1, 1, 1 }, false },
    { { ARGON_I, 8, 1, UINT64_MAX }, false },
};

START_TEST(costs_are_bounded)
{
    uint8_t key[16];
    const struct bytes salt = bytes_over("somesalt", 8);
    ck_assert(memory_hard_derive(&costs[_i].cost, bytes_over("", 0), salt, key, sizeof(key)) ==
              costs[_i].computed);
    ck_assert((memory_hard_steps(&costs[_i].cost) < UINT64_MAX) == costs[_i].computed);
}
END_TEST

START_TEST(largest_bounded_cost_is_counted)
{
    const struct memory_hard cost = { ARGON_I, MEMORY_HARD_BYTES_MAX >> 10, DERIVATION_STEPS_MAX,
                                      1 };
    ck_assert_uint_gt(memory_hard_steps(&cost), DERIVATION_STEPS_MAX);
    ck_assert_uint_lt(memory_hard_steps(&cost), UINT64_MAX);
}
END_TEST

START_TEST(short_salt_is_refused)
{
    const struct memory_hard cost = { ARGON_I, 8, 1, 1 };
    uint8_t key[16];
    ck_assert(
        !memory_hard_derive(&cost, bytes_over("x", 1), bytes_over("short", 5), key, sizeof(key)));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("memory_hard");
    tcase_add_test(tests, lanes_need_no_threads);
    tcase_add_loop_test(tests, costs_are_bounded, 0, (int)(sizeof(costs) / sizeof(costs[0])));
    tcase_add_test(tests, largest_bounded_cost_is_counted);
    tcase_add_test(tests, short_salt_is_refused);
    tcase_set_timeout(tests, 60);
    return suite_run("memory_hard", tests);
}
