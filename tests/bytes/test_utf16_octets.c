#include "bytes/utf16_octets.h"

#include <string.h>

#include "suite.h"

static const struct {
    const char *utf8, *octets;
    size_t length;
} rows[] = {
    { "", "", 0 },
    { "abc", "\0a\0b\0c", 6 },
    { "Gr\xc3\xbc\xc3\x9f"
      "e",
      "\0G\0r\0\xfc\0\xdf\0e", 10 },
    { "\xe2\x82\xac", "\x20\xac", 2 },
    { "\xf0\x9f\x94\x91", "\xd8\x3d\xdd\x11", 4 }, /* U+1F511 */
};

START_TEST(both_ways)
{
    struct buffer octets = { 0 }, utf8 = { 0 };
    ck_assert(utf16_octets_write(bytes_over(rows[_i].utf8, strlen(rows[_i].utf8)), &octets));
    ck_assert(bytes_equal(buffer_bytes(&octets), bytes_over(rows[_i].octets, rows[_i].length)));
    ck_assert(utf16_octets_read(buffer_bytes(&octets), &utf8));
    ck_assert(bytes_equal(buffer_bytes(&utf8), bytes_over(rows[_i].utf8, strlen(rows[_i].utf8))));
    buffer_clear(&octets);
    buffer_clear(&utf8);
}
END_TEST

static const struct {
    const char *octets;
    size_t length;
    const char *utf8;
} odd[] = {
    { "\xd8\x3d", 2, "\xef\xbf\xbd" }, /* the first half of a pair */
    { "\xdd\x11\0a", 4,
      "\xef\xbf\xbd"
      "a" }, /* the second */
    { "\xd8\x3d\xd8\x3d\xdd\x11", 6, "\xef\xbf\xbd\xf0\x9f\x94\x91" },
    { "\0a\0", 3, "a" }, /* half a unit */
};

START_TEST(odd_units_are_replaced)
{
    uint8_t *copy = exact_copy(odd[_i].octets, odd[_i].length);
    struct buffer utf8 = { 0 };
    ck_assert(utf16_octets_read(bytes_over(copy, odd[_i].length), &utf8));
    ck_assert(bytes_equal(buffer_bytes(&utf8), bytes_over(odd[_i].utf8, strlen(odd[_i].utf8))));
    buffer_clear(&utf8);
    free(copy);
}
END_TEST

/* Each unit turned round: the same text. */
static void expect_little(const char *octets, size_t length, const char *text)
{
    uint8_t *copy = exact_copy(octets, length);
    struct buffer utf8 = { 0 };
    for (size_t i = 0; i + 1 < length; i += 2) {
        const uint8_t first = copy[i];
        copy[i] = copy[i + 1];
        copy[i + 1] = first;
    }
    ck_assert(utf16_octets_read_little(bytes_over(copy, length), &utf8));
    ck_assert(bytes_equal(buffer_bytes(&utf8), bytes_over(text, strlen(text))));
    buffer_clear(&utf8);
    free(copy);
}

START_TEST(lower_octet_first)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        expect_little(rows[i].octets, rows[i].length, rows[i].utf8);
    }
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        expect_little(odd[i].octets, odd[i].length, odd[i].utf8);
    }
}
END_TEST

START_TEST(what_is_no_utf8_changes_nothing)
{
    static const char *const texts[] = { "a\xff", "\xc3", "\xed\xa0\x80", "\xc0\x80" };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        uint8_t *copy = exact_copy(texts[i], strlen(texts[i]));
        struct buffer octets = { 0 };
        ck_assert(buffer_append_byte(&octets, 'x'));
        ck_assert(!utf16_octets_write(bytes_over(copy, strlen(texts[i])), &octets));
        ck_assert_uint_eq(octets.used, 1);
        buffer_clear(&octets);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("utf16_octets");
    tcase_add_loop_test(tests, both_ways, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_loop_test(tests, odd_units_are_replaced, 0, (int)(sizeof(odd) / sizeof(odd[0])));
    tcase_add_test(tests, lower_octet_first);
    tcase_add_test(tests, what_is_no_utf8_changes_nothing);
    return suite_run("utf16_octets", tests);
}
