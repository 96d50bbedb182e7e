#include "containers/streams/share_cut.h"
#include "suite.h"

static void expect_joined(const struct walk_share *shares, size_t count)
{
    ck_assert_uint_eq(shares[0].first, 0);
    ck_assert_uint_eq(shares[count - 1].end, UINT64_MAX);
    for (size_t i = 1; i < count; i++) {
        ck_assert_uint_eq(shares[i].first, shares[i - 1].end);
        ck_assert_uint_gt(shares[i].first, shares[i - 1].first);
    }
}

START_TEST(little_work_is_one)
{
    struct walk_share shares[SHARES_MAX];
    struct share_cut cut;
    share_cut_init(&cut, shares, 100);
    ck_assert_uint_eq(share_cut_end(&cut), 0);
    share_cut_init(&cut, shares, 100);
    for (uint64_t i = 1; i <= 100; i++) {
        share_cut_add(&cut, i, 0, 1);
    }
    ck_assert_uint_eq(share_cut_end(&cut), 0);
}
END_TEST

START_TEST(each_share_has_its_span)
{
    struct walk_share shares[SHARES_MAX];
    struct share_cut cut;
    share_cut_init(&cut, shares, 100);
    for (uint64_t i = 1; i <= 350; i++) {
        share_cut_add(&cut, i, 7 * i, 1);
    }
    ck_assert_uint_eq(share_cut_end(&cut), 4);
    expect_joined(shares, 4);
    ck_assert_uint_eq(shares[1].first, 101);
    ck_assert_uint_eq(shares[1].offset, 707);
    ck_assert_uint_eq(shares[3].first, 301);
}
END_TEST

/* Any number of parts, of any size, gives no more shares than there may be. */
START_TEST(too_many_are_joined)
{
    for (uint64_t parts = 1; parts < 5000; parts += 13) {
        struct walk_share shares[SHARES_MAX];
        struct share_cut cut;
        share_cut_init(&cut, shares, 10);
        for (uint64_t i = 1; i <= parts; i++) {
            share_cut_add(&cut, i, i, i % 37 == 0 ? UINT64_MAX : i % 20);
        }
        const size_t count = share_cut_end(&cut);
        ck_assert_uint_le(count, SHARES_MAX);
        if (count > 0) {
            expect_joined(shares, count);
        }
        ck_assert(parts < 2000 || count >= SHARES_MAX / 2);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("share_cut");
    tcase_add_test(tests, little_work_is_one);
    tcase_add_test(tests, each_share_has_its_span);
    tcase_add_test(tests, too_many_are_joined);
    return suite_run("share_cut", tests);
}
