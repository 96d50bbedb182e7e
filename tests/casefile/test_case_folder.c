#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include "casefile/sample_folder.h"

static void write_file(const char *name, const char *content)
{
    FILE *file = fopen(in_folder(name), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(content, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static void expect_refusal(const char *directory, enum case_access access, const char *reason)
{
    char why[256] = "", expected[512];
    (void)snprintf(expected, sizeof(expected), "case '%s': %s", directory, reason);
    ck_assert_ptr_null(case_open(directory, access, why, sizeof(why)));
    ck_assert_str_eq(why, expected);
}

static unsigned count_entries(const char *path)
{
    unsigned count = 0;
    DIR *listing = opendir(path);
    ck_assert_ptr_nonnull(listing);
    while (readdir(listing) != NULL) {
        count++;
    }
    (void)closedir(listing);
    return count - 2;
}

START_TEST(new_case_is_for_its_owner_alone)
{
    struct stat found;
    char inner[128];
    (void)snprintf(inner, sizeof(inner), "%s/case", folder.path);
    (void)umask(0);
    char why[256];
    struct case_file *file = case_open(inner, CASE_CONTINUE, why, sizeof(why));
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(stat(inner, &found), 0);
    ck_assert_uint_eq(found.st_mode & 07777, 0700);
    ck_assert_int_eq(stat(in_folder("case/case.db"), &found), 0);
    ck_assert_uint_eq(found.st_mode & 07777, 0600);
    ck_assert_int_eq(stat(in_folder("case/case.lock"), &found), 0);
    ck_assert_uint_eq(found.st_mode & 07777, 0600);
    case_close(file);
}
END_TEST

START_TEST(case_that_is_asked_for_must_be_there)
{
    expect_refusal(in_folder("nowhere"), CASE_EXISTING,
                   "there is no such folder; `keytrawl scan` makes a case");
    expect_refusal(folder.path, CASE_EXISTING,
                   "there is no case in this folder; `keytrawl scan` makes one");
    ck_assert_uint_eq(count_entries(folder.path), 0);
}
END_TEST

START_TEST(folder_of_somebody_else_is_left_alone)
{
    write_file("letter.txt", "dear");
    expect_refusal(folder.path, CASE_CONTINUE,
                   "the folder holds other files and is no case; name a new one");
    ck_assert_uint_eq(count_entries(folder.path), 1);
    write_file("case.db", "a database of somebody else, long enough to have a header of its own, "
                          "which it would have, were it one at all");
    expect_refusal(folder.path, CASE_CONTINUE,
                   "its case.db is no case of keytrawl; name another folder");
    expect_refusal(in_folder("letter.txt"), CASE_CONTINUE,
                   "it is a file; name the folder of a case");
    ck_assert_uint_eq(count_entries(folder.path), 2);
}
END_TEST

/* What cannot be looked into is not said to hold anything. */
START_TEST(folder_that_cannot_be_listed_is_told_so)
{
    struct rlimit limits, few;
    const int next = dup(STDIN_FILENO);
    ck_assert_int_ge(next, 0);
    (void)close(next);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limits), 0);
    few = limits;
    few.rlim_cur = (rlim_t)next + 1; /* one more, which the folder takes */
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    expect_refusal(folder.path, CASE_CONTINUE, strerror(EMFILE));
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limits), 0);
    case_close(sample_open(&folder));
}
END_TEST

START_TEST(database_of_another_program_is_left_alone)
{
    sqlite3 *other;
    ck_assert_int_eq(sqlite3_open(in_folder("case.db"), &other), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(other, "CREATE TABLE t (c)", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_close(other), SQLITE_OK);
    expect_refusal(folder.path, CASE_CONTINUE,
                   "its case.db is no case of keytrawl; name another folder");
    ck_assert_uint_eq(count_entries(folder.path), 1);
}
END_TEST

START_TEST(case_of_another_version_is_left_alone)
{
    case_close(sample_open(&folder));
    sqlite3 *other;
    ck_assert_int_eq(sqlite3_open(in_folder("case.db"), &other), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(other, "PRAGMA user_version = 999", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_close(other), SQLITE_OK);
    ck_assert_int_eq(unlink(in_folder("case.lock")), 0);
    expect_refusal(folder.path, CASE_CONTINUE,
                   "it was made by another version of keytrawl; scan the evidence into a new one");
    expect_refusal(folder.path, CASE_EXISTING,
                   "it was made by another version of keytrawl; scan the evidence into a new one");
    ck_assert_uint_eq(count_entries(folder.path), 1);
}
END_TEST

START_TEST(damaged_case_is_told)
{
    case_close(sample_open(&folder));
    int database = open(in_folder("case.db"), O_WRONLY);
    ck_assert_int_ge(database, 0);
    uint8_t junk[4000];
    memset(junk, 0xa5, sizeof(junk));
    ck_assert_int_eq(pwrite(database, junk, sizeof(junk), 100), (ssize_t)sizeof(junk));
    ck_assert_int_eq(close(database), 0);
    expect_refusal(folder.path, CASE_CONTINUE,
                   "the case file cannot be used: it is damaged; what was stored before stays");
}
END_TEST

START_TEST(second_opener_is_turned_away)
{
    struct case_file *first = sample_open(&folder);
    expect_refusal(folder.path, CASE_CONTINUE, "it is in use by another run; wait for its end");
    case_close(first);
    case_close(sample_open(&folder));
}
END_TEST

/* Several may read; who writes waits for all of them, and the other way round. */
START_TEST(readers_change_nothing)
{
    char why[256];
    expect_refusal(folder.path, CASE_READ,
                   "there is no case in this folder; `keytrawl scan` makes "
                   "one");
    struct case_file *writer = sample_open(&folder);
    expect_refusal(folder.path, CASE_READ, "it is in use by another run; wait for its end");
    ck_assert(case_put_setting(writer, "proof_cn", "kept"));
    case_close(writer);
    struct case_file *one = case_open(folder.path, CASE_READ, why, sizeof(why));
    struct case_file *other = case_open(folder.path, CASE_READ, why, sizeof(why));
    ck_assert(one != NULL && other != NULL);
    expect_refusal(folder.path, CASE_EXISTING, "it is in use by another run; wait for its end");
    struct buffer value = { 0 };
    ck_assert(case_get_setting(one, "proof_cn", &value));
    ck_assert(bytes_equal(buffer_bytes(&value), bytes_over("kept", 4)));
    ck_assert(!case_put_setting(other, "proof_cn", "other"));
    buffer_clear(&value);
    case_close(one);
    case_close(other);
    ck_assert_int_eq(unlink(in_folder("case.lock")), 0);
    one = case_open(folder.path, CASE_READ, why, sizeof(why));
    ck_assert_ptr_nonnull(one);
    case_close(one);
    ck_assert_uint_eq(count_entries(folder.path), 1);
    write_file("case.db-journal", "");
    expect_refusal(folder.path, CASE_READ,
                   "a run of it was killed: `keytrawl report` undoes what that left half done");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("folder");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, new_case_is_for_its_owner_alone);
    tcase_add_test(tests, case_that_is_asked_for_must_be_there);
    tcase_add_test(tests, folder_of_somebody_else_is_left_alone);
    tcase_add_test(tests, folder_that_cannot_be_listed_is_told_so);
    tcase_add_test(tests, database_of_another_program_is_left_alone);
    tcase_add_test(tests, case_of_another_version_is_left_alone);
    tcase_add_test(tests, damaged_case_is_told);
    tcase_add_test(tests, second_opener_is_turned_away);
    tcase_add_test(tests, readers_change_nothing);
    return suite_run("case_folder", tests);
}
