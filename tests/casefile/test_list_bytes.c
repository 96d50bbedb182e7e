#include <check.h>
#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "casefile/sample_folder.h"

/* Octets made by their place, so that none can be at another's. */
struct some_octets {
    uint64_t at, end;
    size_t step;
};

static uint8_t octet_at(uint64_t at)
{
    return (uint8_t)(at ^ at >> 8 ^ at >> 16);
}

static bool give_some(void *context, struct bytes *piece)
{
    static uint8_t window[4096];
    struct some_octets *octets = context;
    size_t length = 0;
    for (; length < octets->step && octets->at < octets->end; length++) {
        window[length] = octet_at(octets->at++);
    }
    *piece = bytes_over(window, length);
    return length > 0;
}

static bool take_some(void *context, struct bytes piece)
{
    struct some_octets *octets = context;
    for (size_t i = 0; i < piece.left; i++) {
        must(piece.at[i] == octet_at(octets->at++));
    }
    return true;
}

struct sizes {
    char text[256];
};

static bool list_size(void *context, uint32_t number, uint64_t size)
{
    struct sizes *sizes = context;
    const size_t used = strlen(sizes->text);
    ck_assert_uint_ne(number, 0);
    (void)snprintf(sizes->text + used, sizeof(sizes->text) - used, "%llu ",
                   (unsigned long long)size);
    return true;
}

static void assert_sizes(struct case_file *file, const char *expected)
{
    struct sizes sizes = { "" };
    ck_assert(case_each_crl_bytes(file, &sizes, list_size));
    ck_assert_str_eq(sizes.text, expected);
}

START_TEST(list_comes_back_as_it_went_in)
{
    struct case_file *file = sample_open(&folder);
    const uint32_t number = sample_source(file, SOURCE_CRL, "crl", "crl/a", 1);
    const uint64_t size = 2 * READ_WINDOW + 4711;
    struct some_octets given = { 0, size, 4001 }, taken = { 0, 0, 0 };
    bool whole = false;
    ck_assert(case_begin(file));
    ck_assert(case_fill_crl_bytes(file, number, size, &given, give_some, &whole));
    ck_assert(whole);
    ck_assert(case_commit(file));
    ck_assert(case_copy_crl_bytes(file, number, &taken, take_some));
    ck_assert_uint_eq(taken.at, size);
    assert_sizes(file, "2101863 ");
    case_close(file);
}
END_TEST

/* A file that shrinks or grows while it is read is not kept. */
START_TEST(list_of_another_length_is_not_kept)
{
    static const uint64_t ends[] = { 0, 1, 9999, 10001, 20000 };
    struct case_file *file = sample_open(&folder);
    const uint32_t number = sample_source(file, SOURCE_CRL, "crl", "crl/a", 1);
    struct some_octets given = { 0, ends[_i], 1000 }, taken = { 0, 0, 0 };
    bool whole = true;
    ck_assert(case_fill_crl_bytes(file, number, 10000, &given, give_some, &whole));
    ck_assert(!whole);
    assert_sizes(file, "");
    ck_assert(!case_copy_crl_bytes(file, number, &taken, take_some));
    ck_assert_uint_eq(taken.at, 0);
    case_close(file);
}
END_TEST

START_TEST(same_list_given_twice_is_one)
{
    struct case_file *file = sample_open(&folder);
    const uint32_t one = sample_source(file, SOURCE_CRL, "crl", "crl/a", 1);
    const uint32_t twin = sample_source(file, SOURCE_CRL, "crl", "crl/b", 1);
    ck_assert(case_put_crl_bytes(file, one, sample_text("crl bytes")));
    ck_assert(case_put_crl_bytes(file, twin, sample_text("crl bytes")));
    assert_sizes(file, "9 9 ");
    sample_finish(file, one);
    sample_finish(file, twin);
    assert_sizes(file, "9 ");
    ck_assert(case_forget_results(file, twin));
    ck_assert(case_forget_results(file, one));
    assert_sizes(file, "");
    case_close(file);
}
END_TEST

START_TEST(empty_list_is_kept)
{
    struct case_file *file = sample_open(&folder);
    const uint32_t number = sample_source(file, SOURCE_CRL, "crl", "crl/a", 1);
    struct some_octets given = { 0, 0, 1 }, taken = { 0, 0, 0 };
    bool whole = false;
    ck_assert(case_fill_crl_bytes(file, number, 0, &given, give_some, &whole));
    ck_assert(whole);
    ck_assert(case_copy_crl_bytes(file, number, &taken, take_some));
    assert_sizes(file, "0 ");
    case_close(file);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("lists");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, list_comes_back_as_it_went_in);
    tcase_add_loop_test(tests, list_of_another_length_is_not_kept, 0, 5);
    tcase_add_test(tests, same_list_given_twice_is_one);
    tcase_add_test(tests, empty_list_is_kept);
    return suite_run("list_bytes", tests);
}
