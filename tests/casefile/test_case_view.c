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

struct sums {
    uint64_t files, bytes, examined, decoded, decoded_examined, unfinished;
};

static bool add_source(void *context, const struct case_source_view *source)
{
    struct sums *sums = context;
    sums->files++;
    sums->bytes += source->size != UINT64_MAX ? source->size : 0;
    sums->examined += source->examined;
    sums->decoded += source->decoded;
    sums->decoded_examined += source->decoded_examined;
    sums->unfinished += source->done ? 0 : 1;
    return true;
}

static bool add_root(void *context, const struct case_root_view *root)
{
    struct sums *sums = context;
    if (root->kind == SOURCE_EVIDENCE) {
        sums->files += root->files;
        sums->bytes += root->bytes;
        sums->examined += root->examined;
        sums->decoded += root->decoded;
        sums->decoded_examined += root->decoded_examined;
        sums->unfinished += root->unfinished;
    }
    return true;
}

static void finish_source(struct case_file *file, const char *root, const char *path, uint64_t size,
                          uint64_t decoded)
{
    const uint32_t number = sample_source(file, SOURCE_EVIDENCE, root, path, 1);
    const struct file_done done = { .size = size,
                                    .examined = size != UINT64_MAX ? size - 1 : 77,
                                    .decoded = decoded,
                                    .decoded_examined = decoded / 2 };
    ck_assert(case_finish_source(file, number, &done));
}

/* What the database adds up is what going through all of them does, unknown sizes left out. */
START_TEST(sums_of_roots_are_those_of_sources)
{
    struct case_file *file = sample_open(&folder);
    struct sums of_sources = { 0 }, of_roots = { 0 };
    finish_source(file, "ev", "ev/a", 1000, 0);
    finish_source(file, "ev", "ev/b", UINT64_MAX, UINT64_C(1) << 40);
    finish_source(file, "other", "other", UINT64_C(1) << 42, 12345);
    (void)sample_source(file, SOURCE_EVIDENCE, "ev", "ev/c", 1);
    (void)sample_source(file, SOURCE_INVENTORY, "certs", "certs/a", 1);
    ck_assert(case_each_source_view(file, SOURCE_EVIDENCE, &of_sources, add_source));
    ck_assert(case_each_root_view(file, &of_roots, add_root));
    ck_assert_uint_eq(of_roots.files, 4);
    ck_assert_uint_eq(of_roots.bytes, 1000 + (UINT64_C(1) << 42) + 4096);
    ck_assert_mem_eq(&of_sources, &of_roots, sizeof(of_roots));
    case_close(file);
}
END_TEST

/* What is looked for first hangs on what was listed before, and nothing else does. */
START_TEST(new_and_known_sources_in_any_order)
{
    struct case_file *file = sample_open(&folder);
    uint32_t numbers[26] = { 0 }, count = 0;
    for (const char *at = "aabacbbdacdeefaafg"; *at != '\0'; at++) {
        const char path[] = { 'e', 'v', '/', *at, '\0' };
        uint32_t *known = &numbers[*at - 'a'];
        *known = *known == 0 ? ++count : *known;
        ck_assert_uint_eq(sample_source(file, SOURCE_EVIDENCE, "ev", path, 1), *known);
    }
    case_close(file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("case_view");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_loop_test(tests, first_sources_are_those_by_path, 0, 2);
    tcase_add_test(tests, sums_of_roots_are_those_of_sources);
    tcase_add_test(tests, new_and_known_sources_in_any_order);
    return suite_run("case_view", tests);
}
