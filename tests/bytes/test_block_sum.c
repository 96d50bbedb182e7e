#include "bytes/block_sum.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

/* The sum stands in certificate indexes, so it stays what docs/index-format.md says. */

#define LONGEST 300

static uint64_t mixed(uint64_t sum, uint64_t word)
{
    sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return sum ^ sum >> 29;
}

/* Octet by octet, as it is defined. */
static uint64_t slow_sum(const uint8_t *at, size_t length)
{
    uint64_t lanes[4] = { 1, 2, 3, 4 }, sum = length;
    size_t done = 0;
    for (; length - done >= 32; done += 32) {
        for (size_t lane = 0; lane < 4; lane++) {
            uint64_t word = 0;
            for (size_t i = 8; i-- > 0;) {
                word = word << 8 | at[done + 8 * lane + i];
            }
            lanes[lane] = mixed(lanes[lane], word);
        }
    }
    for (size_t lane = 0; lane < 4; lane++) {
        sum = mixed(sum, lanes[lane]);
    }
    for (; done < length; done++) {
        sum = mixed(sum, at[done]);
    }
    return sum;
}

START_TEST(sum_of_every_length_is_as_defined)
{
    for (size_t length = 0; length <= LONGEST; length++) {
        uint8_t octets[LONGEST];
        for (size_t i = 0; i < length; i++) {
            octets[i] = (uint8_t)(i * 167 + length);
        }
        uint8_t *copy = exact_copy(octets, length);
        ck_assert_uint_eq(block_sum(bytes_over(copy, length)), slow_sum(octets, length));
        free(copy);
    }
}
END_TEST

START_TEST(sum_of_known_octets)
{
    ck_assert_uint_eq(block_sum(bytes_over(NULL, 0)), UINT64_C(0x84009a13b6293b9a));
    ck_assert_uint_eq(block_sum(bytes_over("abc", 3)), UINT64_C(0xd953d754e5800089));
}
END_TEST

START_TEST(every_changed_bit_changes_the_sum)
{
    uint8_t octets[97] = { 0 };
    const uint64_t sum = block_sum(bytes_over(octets, sizeof(octets)));
    for (size_t bit = 0; bit < 8 * sizeof(octets); bit++) {
        octets[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ck_assert_uint_ne(block_sum(bytes_over(octets, sizeof(octets))), sum);
        octets[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sum");
    tcase_add_test(tests, sum_of_every_length_is_as_defined);
    tcase_add_test(tests, sum_of_known_octets);
    tcase_add_test(tests, every_changed_bit_changes_the_sum);
    return suite_run("block_sum", tests);
}
