#include "keys/key_memo.h"

#include <string.h>

#include "suite.h"

/* What nothing was found of for want of work. Findings are tested with key_examine.h. */

static void digest_of(uint8_t first, uint8_t last, uint8_t digest[SHA256_LENGTH])
{
    memset(digest, 0, SHA256_LENGTH);
    digest[0] = first;
    digest[SHA256_LENGTH - 1] = last;
}

START_TEST(open_one_is_known_as_long_as_no_more_work_is_left)
{
    struct key_memo *memo = key_memo_new();
    uint8_t digest[SHA256_LENGTH], other[SHA256_LENGTH];
    bool whole = false;
    ck_assert_ptr_nonnull(memo);
    digest_of(1, 2, digest);
    digest_of(1, 3, other); /* of the same slot */
    ck_assert(!key_memo_is_open(memo, digest, 0, &whole));
    key_memo_keep_open(memo, digest, 100, true);
    ck_assert(key_memo_is_open(memo, digest, 100, &whole) && whole);
    ck_assert(key_memo_is_open(memo, digest, 0, &whole));
    ck_assert(!key_memo_is_open(memo, digest, 101, &whole));
    ck_assert(!key_memo_is_open(memo, other, 0, &whole));
    key_memo_keep_open(memo, other, 50, false);
    ck_assert(key_memo_is_open(memo, other, 50, &whole) && !whole);
    ck_assert(!key_memo_is_open(memo, digest, 0, &whole));
    key_memo_free(memo);
}
END_TEST

START_TEST(next_file_knows_of_no_open_one)
{
    struct key_memo *memo = key_memo_new();
    uint8_t digest[SHA256_LENGTH];
    bool whole;
    ck_assert_ptr_nonnull(memo);
    digest_of(0, 0, digest); /* as an empty slot has it */
    ck_assert(!key_memo_is_open(memo, digest, 0, &whole));
    key_memo_keep_open(memo, digest, 100, true);
    key_memo_begin_file(memo);
    ck_assert(!key_memo_is_open(memo, digest, 0, &whole));
    key_memo_keep_open(memo, digest, 100, true);
    key_memo_reset(memo);
    ck_assert(!key_memo_is_open(memo, digest, 0, &whole));
    key_memo_free(memo);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("key_memo");
    tcase_add_test(tests, open_one_is_known_as_long_as_no_more_work_is_left);
    tcase_add_test(tests, next_file_knows_of_no_open_one);
    return suite_run("key_memo", tests);
}
