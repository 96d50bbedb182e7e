#include <string.h>

#include "bytes/utf8.h"
#include "suite.h"

static const struct {
    uint32_t code;
    const char *octets;
} characters[] = {
    { 'a', "a" },
    { 0x7f, "\x7f" },
    { 0x80, "\xc2\x80" },
    { 0x7ff, "\xdf\xbf" },
    { 0x800, "\xe0\xa0\x80" },
    { 0xd7ff, "\xed\x9f\xbf" },
    { 0xe000, "\xee\x80\x80" },
    { 0xffff, "\xef\xbf\xbf" },
    { 0x10000, "\xf0\x90\x80\x80" },
    { 0x10ffff, "\xf4\x8f\xbf\xbf" },
};

START_TEST(what_is_written_is_read_again)
{
    uint8_t octets[UTF8_OCTETS_MAX];
    uint32_t code = 1;
    const size_t length = strlen(characters[_i].octets);
    ck_assert_uint_eq(utf8_write(characters[_i].code, octets), length);
    ck_assert(memcmp(octets, characters[_i].octets, length) == 0);
    for (size_t kept = 0; kept <= length; kept++) {
        uint8_t *copy = exact_copy(octets, kept);
        struct bytes from = bytes_over(copy, kept);
        ck_assert(utf8_take(&from, &code) == (kept == length));
        ck_assert_uint_eq(from.left, kept == length ? 0 : kept);
        ck_assert_uint_eq(code, kept == length ? characters[_i].code : 1);
        free(copy);
    }
}
END_TEST

static const char *const refused[] = {
    "\x80",             /* a following octet in front */
    "\xc1\xbf",         /* longer than it need be */
    "\xe0\x9f\xbf",     /* likewise */
    "\xf0\x8f\xbf\xbf", /* likewise */
    "\xed\xa0\x80",     /* a surrogate */
    "\xf4\x90\x80\x80", /* past U+10FFFF */
    "\xf8\x88\x80\x80\x80",
    "\xff",
    "\xe2\x82\x61",
};

START_TEST(what_is_no_character_changes_nothing)
{
    struct bytes from = bytes_over(refused[_i], strlen(refused[_i]));
    const struct bytes before = from;
    uint32_t code = 1;
    ck_assert(!utf8_take(&from, &code));
    ck_assert_ptr_eq(from.at, before.at);
    ck_assert_uint_eq(from.left, before.left);
    ck_assert_uint_eq(code, 1);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

START_TEST(ascii_is_stepped_over)
{
    for (size_t length = 0; length < 20; length++) {
        for (size_t other = 0; other <= length; other++) {
            uint8_t text[20] = { 0 };
            memset(text, 'a', length);
            if (other < length) {
                text[other] = 0xc3;
            }
            uint8_t *copy = exact_copy(text, length);
            const size_t ascii = utf8_ascii(bytes_over(copy, length));
            ck_assert_uint_eq(ascii, other);
            free(copy);
        }
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("utf8");
    tcase_add_test(tests, ascii_is_stepped_over);
    tcase_add_loop_test(tests, what_is_written_is_read_again, 0, ROWS(characters));
    tcase_add_loop_test(tests, what_is_no_character_changes_nothing, 0, ROWS(refused));
    return suite_run("utf8", tests);
}
