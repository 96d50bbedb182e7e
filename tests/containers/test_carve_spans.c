#include "containers/carving/carve_spans.h"
#include "suite.h"

static void expect(const struct carve_spans *spans, size_t number, uint64_t from, uint64_t to)
{
    ck_assert_uint_eq(carve_spans_at(spans, number).from, from);
    ck_assert_uint_eq(carve_spans_at(spans, number).to, to);
}

START_TEST(what_is_empty_is_no_stretch)
{
    struct carve_spans spans = { 0 };
    carve_spans_add(&spans, 7, 7);
    carve_spans_add(&spans, 9, 8);
    carve_spans_join(&spans, 7, 7);
    ck_assert_uint_eq(carve_spans_count(&spans), 0);
    carve_spans_clear(&spans);
}
END_TEST

START_TEST(stretches_are_joined_where_that_is_asked_for)
{
    struct carve_spans spans = { 0 };
    carve_spans_join(&spans, 1, 3);
    carve_spans_join(&spans, 3, 5);
    carve_spans_add(&spans, 5, 7);
    carve_spans_join(&spans, 8, 9);
    ck_assert_uint_eq(carve_spans_count(&spans), 3);
    expect(&spans, 0, 1, 5);
    expect(&spans, 1, 5, 7);
    expect(&spans, 2, 8, 9);
    carve_spans_clear(&spans);
}
END_TEST

/* They overlap, lie in each other, come in no order, and begin or end outside; and what is shorter
 * than anything packed is left out. */
START_TEST(what_is_beside_them_is_the_rest)
{
    static const struct carve_span all[] = { { 500, 600 },  { 200, 300 },  { 220, 250 },
                                             { 50, 120 },   { 280, 400 },  { 663, 800 },
                                             { 900, 2000 }, { 3000, 4000 } };
    struct carve_spans spans = { 0 }, rest = { 0 };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        carve_spans_add(&spans, all[i].from, all[i].to);
    }
    carve_spans_beside(&spans, 100, 1000, &rest);
    ck_assert_uint_eq(carve_spans_count(&rest), 3);
    expect(&rest, 0, 120, 200);
    expect(&rest, 1, 400, 500);
    expect(&rest, 2, 800, 900);
    carve_spans_clear(&spans);
    carve_spans_clear(&rest);
}
END_TEST

START_TEST(beside_nothing_is_all)
{
    struct carve_spans spans = { 0 }, rest = { 0 };
    carve_spans_beside(&spans, 10, 100, &rest);
    carve_spans_beside(&spans, 10, 73, &rest);
    ck_assert_uint_eq(carve_spans_count(&rest), 1);
    expect(&rest, 0, 10, 100);
    carve_spans_clear(&rest);
}
END_TEST

START_TEST(what_is_forgotten_is_behind_what_is_kept)
{
    struct carve_spans spans = { 0 };
    carve_spans_add(&spans, 1, 3);
    carve_spans_add(&spans, 4, 5);
    carve_spans_keep(&spans, 1);
    ck_assert_uint_eq(carve_spans_count(&spans), 1);
    expect(&spans, 0, 1, 3);
    ck_assert(!spans.lost);
    carve_spans_clear(&spans);
    ck_assert_uint_eq(carve_spans_count(&spans), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("carve_spans");
    tcase_add_test(tests, what_is_empty_is_no_stretch);
    tcase_add_test(tests, stretches_are_joined_where_that_is_asked_for);
    tcase_add_test(tests, what_is_beside_them_is_the_rest);
    tcase_add_test(tests, beside_nothing_is_all);
    tcase_add_test(tests, what_is_forgotten_is_behind_what_is_kept);
    return suite_run("carve_spans", tests);
}
