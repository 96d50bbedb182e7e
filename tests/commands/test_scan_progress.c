#include "commands/phases/scan_progress.h"
#include "suite.h"

/* A large file, a small one, and one whose size is not known. */
static struct source sources[] = { { .size = 10000 }, { .size = 100 }, { .size = UINT64_MAX } };
static const struct source_list list = {
    .items = sources, .count = 3, .bytes_left = 10100, .items_left = 3
};
static const struct unit walk_of_large = { .source = 0, .mode = SCAN_WALK, .to = 10000 };
static const struct unit small = { .source = 1, .mode = SCAN_WHOLE, .to = 100 };

START_TEST(each_file_is_walked_until_it_is_known)
{
    struct progress_state state = { 0 };
    struct source_tally tallies[3] = { { 0 } };
    scan_progress_begin(&state, &list, &(struct unit_list){ 0 }, true);
    ck_assert(state.bytes_total == 10100 && state.walked_total == 10100 && state.items_total == 3);

    scan_progress_take(&state, &tallies[1], &small, &(struct progress){ 100, 900, 30 });
    ck_assert(state.bytes == 100 && state.inside == 900 && state.walked == 30);
    scan_progress_settle(&state, &tallies[1], &sources[1]);
    ck_assert_uint_eq(state.walked, 100);

    scan_progress_settle(&state, &tallies[2], &sources[2]);
    ck_assert_uint_eq(state.walked, 100);
}
END_TEST

START_TEST(large_file_without_a_walk_counts_as_read_alone)
{
    struct progress_state state = { 0 };
    struct source_tally tally = { 0 };
    scan_progress_begin(&state, &list, &(struct unit_list){ 0 }, true);
    scan_progress_walked(&state, &tally, &walk_of_large);
    scan_progress_settle(&state, &tally, &sources[0]);
    ck_assert(state.walked == 0 && state.walked_total == 100);
}
END_TEST

START_TEST(large_file_that_was_walked_stays)
{
    struct progress_state state = { 0 };
    struct source_tally tally = { 0 };
    scan_progress_begin(&state, &list, &(struct unit_list){ 0 }, true);
    scan_progress_take(&state, &tally, &walk_of_large, &(struct progress){ 0, 0, 4000 });
    scan_progress_walked(&state, &tally, &walk_of_large);
    scan_progress_settle(&state, &tally, &sources[0]);
    ck_assert(state.walked == 10000 && state.walked_total == 10100);
}
END_TEST

/* Inventories are read, and digests are no reading. */
START_TEST(nothing_is_walked_that_is_no_evidence)
{
    const struct unit digest = { .mode = SCAN_DIGEST };
    struct progress_state state = { 0 };
    struct source_tally tally = { 0 };
    scan_progress_begin(&state, &list, &(struct unit_list){ 0 }, false);
    scan_progress_take(&state, &tally, &digest, &(struct progress){ 50, 0, 7 });
    scan_progress_settle(&state, &tally, &sources[0]);
    ck_assert(state.digested == 50 && state.bytes == 0);
    ck_assert(state.walked == 0 && state.walked_total == 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("scan_progress");
    tcase_add_test(tests, each_file_is_walked_until_it_is_known);
    tcase_add_test(tests, large_file_without_a_walk_counts_as_read_alone);
    tcase_add_test(tests, large_file_that_was_walked_stays);
    tcase_add_test(tests, nothing_is_walked_that_is_no_evidence);
    return suite_run("scan_progress", tests);
}
