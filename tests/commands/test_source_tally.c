#include "bounds.h"
#include "commands/sources/source_tally.h"
#include "suite.h"

static const uint8_t sums[] = { 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2 };

static void add(struct source_tally *tally, enum scan_mode mode, uint64_t from, size_t first,
                size_t count)
{
    const struct file_done done = { .size = 2 * BLOCK_SUM_SPAN,
                                    .examined = count * BLOCK_SUM_SPAN,
                                    .block_sums = bytes_over(sums + 8 * first, 8 * count) };
    ck_assert(source_tally_add(tally, &done, mode, from));
}

START_TEST(ranges_in_any_order_agree_with_the_digest)
{
    struct source_tally tally = { 0 };
    add(&tally, SCAN_RANGE, BLOCK_SUM_SPAN, 1, 1);
    add(&tally, SCAN_DIGEST, 0, 0, 2);
    ck_assert(!source_tally_agrees(&tally));
    add(&tally, SCAN_RANGE, 0, 0, 1);
    ck_assert(source_tally_agrees(&tally));
    ck_assert_uint_eq(tally.total.examined, 2 * BLOCK_SUM_SPAN);
    ck_assert_uint_eq(tally.total.size, 2 * BLOCK_SUM_SPAN);
    source_tally_clear(&tally);
}
END_TEST

START_TEST(other_bytes_do_not_agree)
{
    struct source_tally tally = { 0 };
    add(&tally, SCAN_DIGEST, 0, 0, 2);
    add(&tally, SCAN_RANGE, 0, 1, 1);
    add(&tally, SCAN_RANGE, BLOCK_SUM_SPAN, 1, 1);
    ck_assert(!source_tally_agrees(&tally));
    source_tally_clear(&tally);
}
END_TEST

START_TEST(graver_fault_stays)
{
    struct source_tally tally = { 0 };
    const struct file_done good = { .outcome = OUTCOME_OK },
                           changed = { .outcome = OUTCOME_CHANGED },
                           bound = { .outcome = OUTCOME_BOUND };
    ck_assert(source_tally_add(&tally, &good, SCAN_WHOLE, 0));
    ck_assert(source_tally_add(&tally, &changed, SCAN_WHOLE, 0));
    ck_assert(source_tally_add(&tally, &bound, SCAN_WHOLE, 0));
    ck_assert_int_eq(tally.total.outcome, OUTCOME_CHANGED);
    ck_assert(source_tally_agrees(&tally));
    source_tally_clear(&tally);
}
END_TEST

static void add_range(struct source_tally *tally, uint64_t number, uint64_t from, uint64_t to)
{
    const struct file_done done = { .own_rows = { from, to, 7 } };
    ck_assert(source_tally_add(tally, &done, SCAN_RANGE, number * RANGE_SPAN));
}

START_TEST(rows_are_joined_when_all_ranges_meet)
{
    const uint64_t size = 2 * RANGE_SPAN + 50;
    const struct row_span *spans;
    size_t count;
    struct source_tally tally = { 0 };
    ck_assert_int_eq(source_tally_rows(&tally, size, &spans, &count), TALLY_ROWS_UNCOUNTED);
    add_range(&tally, 1, RANGE_SPAN + 5, 2 * RANGE_SPAN + 9);
    ck_assert_int_eq(source_tally_rows(&tally, size, &spans, &count), TALLY_ROWS_APART);
    add_range(&tally, 0, 0, RANGE_SPAN + 5);
    ck_assert_int_eq(source_tally_rows(&tally, size, &spans, &count), TALLY_ROWS_APART);
    add_range(&tally, 2, 2 * RANGE_SPAN + 9, size);
    ck_assert_int_eq(source_tally_rows(&tally, size, &spans, &count), TALLY_ROWS_JOINED);
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(spans[1].from, RANGE_SPAN + 5);
    add_range(&tally, 2, 2 * RANGE_SPAN + 8, size);
    ck_assert_int_eq(source_tally_rows(&tally, size, &spans, &count), TALLY_ROWS_APART);
    source_tally_clear(&tally);
}
END_TEST

START_TEST(rows_of_a_range_that_cannot_tell_are_apart)
{
    const uint64_t size = 2 * RANGE_SPAN;
    const struct row_span *spans;
    size_t count;
    for (uint64_t unknown = 0; unknown < 2; unknown++) {
        struct source_tally tally = { 0 };
        add_range(&tally, 1 - unknown, (1 - unknown) * RANGE_SPAN, (2 - unknown) * RANGE_SPAN);
        add_range(&tally, unknown, ROWS_UNKNOWN, ROWS_UNKNOWN);
        ck_assert_int_eq(source_tally_rows(&tally, size, &spans, &count), TALLY_ROWS_APART);
        source_tally_clear(&tally);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("source_tally");
    tcase_add_test(tests, ranges_in_any_order_agree_with_the_digest);
    tcase_add_test(tests, other_bytes_do_not_agree);
    tcase_add_test(tests, graver_fault_stays);
    tcase_add_test(tests, rows_are_joined_when_all_ranges_meet);
    tcase_add_test(tests, rows_of_a_range_that_cannot_tell_are_apart);
    return suite_run("source_tally", tests);
}
