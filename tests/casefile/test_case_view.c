#include "casefile/case_view.h"
#include "casefile/sample_folder.h"

#define SOURCES 5

/* What was visited, as "path;". */
static bool note_path(void *context, const struct case_source_view *source)
{
    struct buffer *paths = context;
    return buffer_append(paths, source->path) && buffer_append_byte(paths, ';');
}

static void expect_first(struct case_file *file, uint32_t most, const char *expected)
{
    struct buffer paths = { 0 };
    uint64_t count;
    ck_assert(case_first_source_views(file, SOURCE_EVIDENCE, most, &paths, note_path));
    ck_assert(buffer_append_byte(&paths, 0));
    ck_assert_str_eq((const char *)paths.at, expected);
    ck_assert(case_count_sources(file, SOURCE_EVIDENCE, &count));
    ck_assert_uint_eq(count, SOURCES);
    ck_assert(case_count_sources(file, SOURCE_CRL, &count));
    ck_assert_uint_eq(count, 0);
    buffer_clear(&paths);
}

/* Files of one root come out of an index. */
START_TEST(first_sources_are_those_by_path)
{
    const bool two_roots = _i == 1;
    struct case_file *file = sample_open(&folder);
    static const char *const paths[SOURCES] = { "ev/d", "ev/a", "ev/e", "ev/c", "ev/b" };
    for (size_t i = 0; i < SOURCES; i++) {
        (void)sample_source(file, SOURCE_EVIDENCE, two_roots && i == 3 ? "other" : "ev", paths[i],
                            1);
    }
    (void)sample_source(file, SOURCE_INVENTORY, "certs", "certs/a", 1);
    expect_first(file, 2, "ev/a;ev/b;");
    expect_first(file, SOURCES, "ev/a;ev/b;ev/c;ev/d;ev/e;");
    expect_first(file, SOURCES + 1, "ev/a;ev/b;ev/c;ev/d;ev/e;");
    expect_first(file, 0, "");
    case_close(file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("case_view");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_loop_test(tests, first_sources_are_those_by_path, 0, 2);
    return suite_run("case_view", tests);
}
