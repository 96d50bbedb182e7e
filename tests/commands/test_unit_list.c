#include "bounds.h"
#include "commands/sources/unit_list.h"
#include "suite.h"

START_TEST(small_file_is_one_unit)
{
    struct unit_list units = { 0 };
    const struct source source = { .kind = SOURCE_EVIDENCE, .size = LARGE_FILE - 1 };
    unsigned added = 0;
    ck_assert(unit_list_add(&units, 3, &source, &added));
    ck_assert_uint_eq(added, 1);
    ck_assert_uint_eq(units.items[0].source, 3);
    ck_assert_int_eq(units.items[0].mode, SCAN_WHOLE);
    unit_list_clear(&units);
}
END_TEST

START_TEST(ranges_of_a_large_file_cover_it_once)
{
    struct unit_list units = { 0 };
    const struct source source = { .kind = SOURCE_EVIDENCE, .size = LARGE_FILE + 5 };
    unsigned added = 0;
    ck_assert(unit_list_add(&units, 0, &source, &added));
    ck_assert_uint_eq(added, units.count);
    ck_assert_int_eq(units.items[0].mode, SCAN_DIGEST);
    ck_assert_uint_eq(unit_list_digested(&units), units.items[0].to);
    ck_assert_int_eq(units.items[1].mode, SCAN_WALK);
    uint64_t reached = 0;
    for (size_t i = 2; i < units.count; i++) {
        ck_assert_int_eq(units.items[i].mode, SCAN_RANGE);
        ck_assert_uint_eq(units.items[i].from, reached);
        ck_assert_uint_eq(reached % BLOCK_SUM_SPAN, 0);
        reached = units.items[i].to;
    }
    ck_assert_uint_eq(reached, source.size);
    unit_list_clear(&units);
}
END_TEST

START_TEST(large_inventory_is_not_walked_and_pipe_stays_whole)
{
    struct unit_list units = { 0 };
    const struct source inventory = { .kind = SOURCE_INVENTORY, .size = 2 * LARGE_FILE };
    const struct source pipe = { .kind = SOURCE_EVIDENCE, .size = UINT64_MAX };
    unsigned added = 0;
    ck_assert(unit_list_add(&units, 0, &inventory, &added));
    ck_assert_uint_eq(added, 1 + 2 * LARGE_FILE / RANGE_SPAN);
    ck_assert_int_eq(units.items[0].mode, SCAN_DIGEST);
    ck_assert_int_eq(units.items[1].mode, SCAN_RANGE);
    const size_t count = units.count;
    ck_assert(unit_list_add(&units, 1, &pipe, &added));
    ck_assert_uint_eq(added, 1);
    ck_assert(unit_stands_alone(&units.items[count], &pipe));
    unit_list_clear(&units);
}
END_TEST

START_TEST(without_a_digest_ranges_and_walk_stay)
{
    struct unit_list units = { .undigested = true };
    const struct source source = { .kind = SOURCE_EVIDENCE, .size = LARGE_FILE + 5 };
    unsigned added = 0;
    ck_assert(unit_list_add(&units, 0, &source, &added));
    ck_assert_uint_eq(added, units.count);
    ck_assert_int_eq(units.items[0].mode, SCAN_WALK);
    ck_assert_int_eq(units.items[1].mode, SCAN_RANGE);
    ck_assert_uint_eq(units.items[units.count - 1].to, source.size);
    unit_list_clear(&units);
}
END_TEST

START_TEST(offered_share_is_a_unit_of_its_own)
{
    struct unit_list units = { 0 };
    const struct source source = { .size = 10 };
    const struct share_offer offers[] = {
        { .share = { .first = 5, .end = 9 }, .container = bytes_over("chain", 5) },
        { .share = { .first = 9, .end = UINT64_MAX } },
    };
    ck_assert(unit_list_add_share(&units, 3, &offers[0]));
    ck_assert(unit_list_add_share(&units, 3, &offers[1]));
    for (size_t i = 0; i < 2; i++) {
        ck_assert_uint_eq(units.items[i].source, 3);
        ck_assert_int_eq(units.items[i].mode, SCAN_SHARE);
        ck_assert_uint_eq(units.items[i].share.first, offers[i].share.first);
        ck_assert(bytes_equal(unit_chain(&units, &units.items[i]), offers[i].container));
        ck_assert(unit_stands_alone(&units.items[i], &source));
    }
    unit_list_clear(&units);
}
END_TEST

START_TEST(what_is_tried_again_stands_alone)
{
    const struct source source = { .size = 10 };
    struct unit unit = { .mode = SCAN_WHOLE };
    ck_assert(!unit_stands_alone(&unit, &source));
    unit.tries = 1;
    ck_assert(unit_stands_alone(&unit, &source));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("unit_list");
    tcase_add_test(tests, small_file_is_one_unit);
    tcase_add_test(tests, ranges_of_a_large_file_cover_it_once);
    tcase_add_test(tests, large_inventory_is_not_walked_and_pipe_stays_whole);
    tcase_add_test(tests, without_a_digest_ranges_and_walk_stay);
    tcase_add_test(tests, offered_share_is_a_unit_of_its_own);
    tcase_add_test(tests, what_is_tried_again_stands_alone);
    return suite_run("unit_list", tests);
}
