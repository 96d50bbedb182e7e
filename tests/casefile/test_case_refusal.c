#include "casefile/case_view.h"
#include "casefile/sample_folder.h"

static bool count_source(void *context, const struct case_source_view *source)
{
    (void)source;
    ++*(size_t *)context;
    return true;
}

static size_t count_sources(struct case_file *file)
{
    size_t count = 0;
    ck_assert(case_each_source_view(file, SOURCE_EVIDENCE, &count, count_source));
    return count;
}

static void finish(struct case_file *file, int64_t root, const char *path,
                   const struct file_done *done)
{
    const struct case_source source = {
        .root = root, .kind = SOURCE_EVIDENCE, .path = sample_text(path), .size = done->size
    };
    enum source_known state;
    uint32_t number;
    ck_assert(case_add_source(file, &source, &number, &state));
    ck_assert(case_finish_source(file, number, done));
}

START_TEST(refusal_of_a_folder_is_forgotten)
{
    struct case_file *file = sample_open(&folder);
    const struct file_done refused = { .outcome = OUTCOME_UNREADABLE };
    const struct file_done read = { .size = 3, .examined = 3 };
    int64_t root;
    ck_assert(case_add_root(file, SOURCE_EVIDENCE, "ev", 1, &root));
    finish(file, root, "ev/folder", &refused);
    finish(file, root, "ev/file", &read);
    ck_assert_uint_eq(count_sources(file), 2);
    ck_assert(case_forget_refusal(file, root, sample_text("ev/other")));
    ck_assert(case_forget_refusal(file, root, sample_text("ev/file"))); /* it was read */
    ck_assert_uint_eq(count_sources(file), 2);
    ck_assert(case_forget_refusal(file, root, sample_text("ev/folder")));
    ck_assert_uint_eq(count_sources(file), 1);
    case_close(file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("case_refusal");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, refusal_of_a_folder_is_forgotten);
    return suite_run("case_refusal", tests);
}
