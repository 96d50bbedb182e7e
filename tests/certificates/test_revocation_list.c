#include "certificates/revocation_list.h"

#include <check.h>
#include <string.h>

#include "certificates/fixture.h"
#include "suite.h"

static const char *const names[] = { "certificates/good.crl", "certificates/delta.crl",
                                     "certificates/indirect.crl", "certificates/spare_zero.crl" };
#define NAMES ((int)(sizeof(names) / sizeof(names[0])))

START_TEST(list_is_taken_apart)
{
    struct bytes der = fixture_read("certificates/good.crl");
    struct revocation_list list = { 0 };
    struct revocation_entry entry;
    ck_assert(revocation_list_is_one(der));
    ck_assert_ptr_null(revocation_list_read(der, &list));
    ck_assert_uint_eq(list.count, 4);
    ck_assert(!list.delta);
    ck_assert_uint_eq(list.authority_key_id.left, 20);
    ck_assert(revocation_entry_take(&list.entries, &entry));
    ck_assert(bytes_equal(entry.serial, bytes_over("\x01", 1)));
    ck_assert_int_eq(revocation_entry_reason(&entry), 1);
    ck_assert(revocation_entry_take(&list.entries, &entry));
    ck_assert(bytes_equal(entry.serial, bytes_over("\x00\xff", 2)));
    ck_assert_int_eq(revocation_entry_reason(&entry), -1);
    fixture_free(der);
}
END_TEST

START_TEST(kinds_of_lists_are_told_apart)
{
    struct bytes der = fixture_read("certificates/delta.crl"), name = { 0 };
    struct revocation_list list;
    struct revocation_entry entry;
    ck_assert_ptr_null(revocation_list_read(der, &list));
    ck_assert(list.delta && list.numbered);
    ck_assert(bytes_equal(list.base, bytes_over("\x01", 1)));
    ck_assert(bytes_equal(list.number, bytes_over("\x01", 1)));
    ck_assert_uint_eq(list.distribution_point.left, 0);
    fixture_free(der);
    der = fixture_read("certificates/indirect.crl");
    ck_assert_ptr_null(revocation_list_read(der, &list));
    ck_assert(!list.delta && !list.numbered);
    ck_assert_uint_gt(list.distribution_point.left, 0);
    ck_assert(revocation_entry_take(&list.entries, &entry));
    ck_assert(!revocation_entry_names_issuer(&entry, &name));
    ck_assert(revocation_entry_take(&list.entries, &entry));
    ck_assert(revocation_entry_names_issuer(&entry, &name));
    ck_assert(!bytes_equal(name, list.issuer) && name.left > 0);
    fixture_free(der);
    der = fixture_read("certificates/root.der");
    ck_assert(!revocation_list_is_one(der));
    ck_assert_ptr_nonnull(revocation_list_read(der, &list));
    fixture_free(der);
}
END_TEST

START_TEST(every_shorter_list_is_refused)
{
    struct bytes der = fixture_read(names[_i]);
    for (size_t kept = 0; kept < der.left; kept++) {
        struct revocation_list list = { 0 };
        uint8_t *copy = exact_copy(der.at, kept);
        ck_assert_ptr_nonnull(revocation_list_read(bytes_over(copy, kept), &list));
        ck_assert_ptr_null(list.issuer.at);
        (void)revocation_list_is_one(bytes_over(copy, kept));
        free(copy);
    }
    fixture_free(der);
}
END_TEST

/* Each octet made odd: refused, or read to the last entry. */
START_TEST(every_odd_octet_is_survived)
{
    static const uint8_t odd[] = { 0x00, 0x01, 0x30, 0x7f, 0x80, 0x84, 0xff };
    struct bytes der = fixture_read(names[_i]);
    size_t refused = 0;
    for (size_t at = 0; at < der.left; at++) {
        uint8_t *copy = exact_copy(der.at, der.left);
        for (size_t i = 0; i < sizeof(odd); i++) {
            struct revocation_list list = { 0 };
            struct revocation_entry entry;
            copy[at] = odd[i];
            if (revocation_list_read(bytes_over(copy, der.left), &list) != NULL) {
                refused++;
                continue;
            }
            uint64_t count = 0;
            while (revocation_entry_take(&list.entries, &entry)) {
                count++;
            }
            ck_assert(count == list.count && list.entries.left == 0);
        }
        free(copy);
    }
    ck_assert_uint_gt(refused, der.left / 2);
    fixture_free(der);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("lists");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, list_is_taken_apart);
    tcase_add_test(tests, kinds_of_lists_are_told_apart);
    tcase_add_loop_test(tests, every_shorter_list_is_refused, 0, NAMES);
    tcase_add_loop_test(tests, every_odd_octet_is_survived, 0, NAMES);
    return suite_run("revocation_list", tests);
}
