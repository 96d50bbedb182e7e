#include "casefile/sample_folder.h"

#define MANY_ROOTS 20000

static bool count_root(void *context, enum source_kind kind, const char *path)
{
    (void)kind;
    (void)path;
    ++*(unsigned *)context;
    return true;
}

/* Yes, then no. */
static bool go_on_once(void *context)
{
    return ++*(unsigned *)context <= 1;
}

static void add_roots(struct case_file *file)
{
    ck_assert(case_begin(file));
    for (unsigned i = 0; i < MANY_ROOTS; i++) {
        char path[16];
        int64_t root;
        (void)snprintf(path, sizeof(path), "%u", i);
        ck_assert(case_add_root(file, SOURCE_EVIDENCE, path, 5, &root));
    }
    ck_assert(case_commit(file));
}

START_TEST(watcher_ends_what_takes_long)
{
    struct case_file *file = sample_open(&folder);
    unsigned asked = 0, roots = 0;
    add_roots(file);
    case_watch(file, &asked, go_on_once);
    ck_assert(!case_each_root(file, &roots, count_root));
    ck_assert_uint_eq(asked, 2);
    ck_assert_uint_lt(roots, MANY_ROOTS);
    ck_assert_ptr_nonnull(strstr(case_error(file), "interrupted"));
    case_close(file);
    file = sample_open(&folder); /* nothing of it is lost */
    roots = 0;
    case_watch(file, &asked, go_on_once);
    case_watch(file, NULL, NULL);
    ck_assert(case_each_root(file, &roots, count_root));
    ck_assert_uint_eq(roots, MANY_ROOTS);
    case_close(file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("case_watch");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, watcher_ends_what_takes_long);
    return suite_run("case_watch", tests);
}
