#include "keys/rsa_salvage.h"

#include "key_fixture.h"

/* Rows of numbers without their structure. The fixture is a throw-away key. */

static struct pem_block key_block(void)
{
    return pem_fixture("candidates/rsa1024.pem");
}

START_TEST(whole_key_is_a_row)
{
    struct pem_block block = key_block();
    struct private_key key;
    ck_assert_int_eq(rsa_salvage_read(buffer_bytes(&block.content), &key), OUTCOME_OK);
    ck_assert_uint_eq(key.public.n.left, 128);
    ck_assert_uint_eq(key.prime1.left, 64);
    ck_assert(key.cut);
    buffer_clear(&block.content);
}
END_TEST

/* Of three primes the first two are no key of two: not where d is longer than they are together,
 * and not where the third stands behind them, whole or up to its exponent. With n they are one. */
START_TEST(two_of_three_primes_are_no_key)
{
    struct pem_block block = pem_fixture("keys/dialects/rsa-three-primes.pem");
    const struct bytes whole = buffer_bytes(&block.content);
    const size_t d = 4 + 3 + 4 + 257 + 5, p = d + 4 + 256, third = p + 2 * 88 + 87 + 88 + 89;
    const struct {
        size_t from, to;
        bool placed;
    } parts[] = { { d, p + 2 * 88 + 87 + 88, false },
                  { d, third, false },
                  { p, third + 8 + 88 + 87, false },
                  { p, whole.left, false },
                  { 7, whole.left, true } };
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        uint8_t *copy = exact_copy(whole.at + parts[i].from, parts[i].to - parts[i].from);
        const struct bytes content = bytes_over(copy, parts[i].to - parts[i].from);
        struct written_numbers none = { 0 };
        struct private_key key = { 0 };
        ck_assert_uint_eq(copy[0], 0x02);
        ck_assert_msg((rsa_salvage_row(content, &none, &key) == OUTCOME_OK) == parts[i].placed,
                      "part %zu", i);
        ck_assert_msg((rsa_salvage_read(content, &key) == OUTCOME_OK) == parts[i].placed,
                      "part %zu read", i);
        free(copy);
    }
    buffer_clear(&block.content);
}
END_TEST

/* From any place on and up to any other, what is placed lies inside; proofs are made of it
 * elsewhere. */
START_TEST(every_part_is_read_or_refused)
{
    struct pem_block block = key_block();
    for (size_t from = 0; from < block.content.used; from += 3) {
        for (size_t to = from; to <= block.content.used; to += 29) {
            uint8_t *copy = exact_copy(block.content.at + from, to - from);
            struct private_key key = { .left_over = true };
            if (rsa_salvage_read(bytes_over(copy, to - from), &key) == OUTCOME_OK) {
                ck_assert(key.prime1.left > 0 || key.public.n.left > 0 || key.exponent1.left > 0);
            } else {
                ck_assert(key.left_over);
            }
            free(copy);
        }
    }
    buffer_clear(&block.content);
}
END_TEST

static const struct {
    const char *what, *octets;
    size_t length;
} refusals[] = {
    { "nothing", "", 0 },
    { "one small number", "\x02\x01\x05", 3 },
    { "small numbers", "\x02\x01\x05\x02\x01\x07\x02\x01\x03\x02\x01\x03", 12 },
    { "a number cut off", "\x02\x81\x81\x00\xff", 5 },
    { "zeros", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16 },
    { "a length of four octets", "\x02\x84\xff\xff\xff\xff\x00", 7 },
};

START_TEST(what_is_no_row_is_refused)
{
    uint8_t *copy = exact_copy(refusals[_i].octets, refusals[_i].length);
    struct private_key key = { .left_over = true };
    struct written_numbers none = { 0 };
    const struct bytes content = bytes_over(copy, refusals[_i].length);
    ck_assert_int_ne(rsa_salvage_read(content, &key), OUTCOME_OK);
    ck_assert_int_ne(rsa_salvage_row(content, &none, &key), OUTCOME_OK);
    ck_assert(key.left_over && key.public.algorithm == KEY_ALGORITHM_NONE);
    free(copy);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rsa_salvage");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, whole_key_is_a_row);
    tcase_add_test(tests, two_of_three_primes_are_no_key);
    tcase_add_test(tests, every_part_is_read_or_refused);
    tcase_add_loop_test(tests, what_is_no_row_is_refused, 0,
                        (int)(sizeof(refusals) / sizeof(refusals[0])));
    return suite_run("rsa_salvage", tests);
}
