#include "reports/contact_list.h"

#include <string.h>

#include "suite.h"

static struct bytes text_of(const char *text)
{
    return bytes_over(text, strlen(text));
}

static const char contacts[] = "customer_id;Serial;DOMAIN;sha256;note\r\n"
                               "1;0x00:0a:BC;;;\"two\nlines; \"\"quoted\"\"\"\r\n"
                               "2;;Shop.Example ;;\r\n"
                               "3;ABC;shop.example;AA:bb:cc;three\r\n"
                               "4\r\n"
                               "5;;;;more;than;columns";

static void expect(const struct contact_list *list, enum contact_key kind, const char *key,
                   const char *ids)
{
    size_t count;
    const struct contact_entry *entries = contact_list_find(list, kind, text_of(key), &count);
    ck_assert_msg(count == strlen(ids), "%s: %zu", key, count);
    for (size_t i = 0; i < count; i++) {
        ck_assert(bytes_equal(contact_list_cell(list, entries[i].row, 0), bytes_over(ids + i, 1)));
    }
}

START_TEST(rows_are_found_by_each_key)
{
    struct contact_list list;
    ck_assert(contact_list_read(text_of(contacts), &list));
    ck_assert_uint_eq(list.rows, 6);
    ck_assert_uint_eq(list.columns, 5);
    expect(&list, CONTACT_SERIAL, "ABC", "13");
    expect(&list, CONTACT_SERIAL, "AB", "");
    expect(&list, CONTACT_DOMAIN, "shop.example", "23");
    expect(&list, CONTACT_DOMAIN, "example", "");
    expect(&list, CONTACT_FINGERPRINT, "aabbcc", "3");
    ck_assert_int_eq(list.kinds[0], -1);
    ck_assert(bytes_equal(contact_list_cell(&list, 1, 4), text_of("two\nlines; \"quoted\"")));
    ck_assert(bytes_equal(contact_list_cell(&list, 5, 4), text_of("more")));
    ck_assert_uint_eq(contact_list_cell(&list, 4, 4).left, 0);
    contact_list_clear(&list);
}
END_TEST

static const char *const odd[] = { "", "\n", "a", "domain\n", "serial\n\"", "x,y\n1,2\n3,4" };

START_TEST(list_without_keys_finds_nothing)
{
    struct contact_list list;
    size_t count;
    ck_assert(contact_list_read(text_of(odd[_i]), &list));
    for (int kind = 0; kind < CONTACT_KEYS; kind++) {
        ck_assert_ptr_null(contact_list_find(&list, (enum contact_key)kind, text_of("1"), &count));
        ck_assert_uint_eq(count, 0);
    }
    contact_list_clear(&list);
}
END_TEST

START_TEST(every_prefix_is_a_list)
{
    for (size_t length = 0; length < sizeof(contacts); length++) {
        uint8_t *copy = exact_copy(contacts, length);
        struct contact_list list;
        ck_assert(contact_list_read(bytes_over(copy, length), &list));
        contact_list_clear(&list);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("contacts");
    tcase_add_test(tests, rows_are_found_by_each_key);
    tcase_add_loop_test(tests, list_without_keys_finds_nothing, 0,
                        (int)(sizeof(odd) / sizeof(odd[0])));
    tcase_add_test(tests, every_prefix_is_a_list);
    return suite_run("contact_list", tests);
}
