/* Base64 that lost a character, or has one too many, is out of step behind that. Where the front of
 * an armour stands there it is parted, and a walk again comes to the second part. */
#include "evidence/row_check.h"

#include "bounds.h"

static void prepare(void)
{
    run_prepare_scanning("correct horse\nbattery staple\n");
}

/* Words, then the key; `lost` characters are taken out in the middle of the words. */
static void make(size_t words, size_t lost, struct buffer *content)
{
    struct buffer inner = { 0 }, whole = { 0 }, key = fixture_read("keys/rfc9500-p256.key");
    for (size_t i = 0; i < words; i++) {
        put(&inner, "some words of a mail, \n");
    }
    must(buffer_append(&inner, buffer_bytes(&key)));
    base64_line(buffer_bytes(&inner), &whole);
    const size_t cut = words * 23 * 2 / 3;
    must(buffer_append(content, bytes_over(whole.at, cut)));
    must(buffer_append(content, bytes_over(whole.at + cut + lost, whole.used - cut - lost)));
    put(content, "\n");
    buffer_clear(&inner);
    buffer_clear(&whole);
    buffer_clear(&key);
}

static void check(size_t words, size_t lost)
{
    struct buffer content = { 0 };
    struct record_list list = { 0 };
    make(words, lost, &content);
    run_scan(buffer_bytes(&content), &list);
    ck_assert_uint_eq(list.keys, 1);
    ck_assert_msg(strncmp(record_list_text(&list), "proven", 6) == 0, "%zu words, %zu lost: %s",
                  words, lost, record_list_text(&list));
    run_replay(buffer_bytes(&content), &list);
    record_list_clear(&list);
    buffer_clear(&content);
}

START_TEST(walk_again_comes_to_the_second_part)
{
    for (size_t words = 20; words < 26; words++) {
        check(words, (size_t)_i);
    }
}
END_TEST

/* Where a walk again begins, the run has begun long before, in any phase. */
START_TEST(walk_again_comes_to_a_part_far_behind_the_front)
{
    for (size_t words = 0; words < 4; words++) {
        check(RANGE_OVERLAP / 23 * 2 + words, (size_t)_i);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("parted_base64");
    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, walk_again_comes_to_the_second_part, 0, 4);
    tcase_add_loop_test(tests, walk_again_comes_to_a_part_far_behind_the_front, 0, 4);
    return run_suite("parted_base64", tests);
}
