/* Functions under test: torn_text_at, torn_text_end */
#include "candidates/payload/torn_text.h"

#include "buffer.h"
#include "suite.h"

static const struct {
    const char *text;
    size_t at; /* 99: nowhere */
} rows[] = {
    { "", 99 },
    { "-----BEGIN\r\n\tMIIE\n", 99 },
    { "a\x1b[31mb", 99 },               /* a colour */
    { "caf\xc3\xa9 \xe2\x80\x94", 99 }, /* UTF-8 */
    { "a \x96 b\xa0", 99 },             /* Windows-1252 */
    { "ab\x01", 2 },
    { "ab\x08", 2 },
    { "ab\xe6\xcb", 2 },
    { "\xff", 0 },
    { "caf\xc3", 3 },
};

START_TEST(octets_that_are_no_text)
{
    const struct bytes text = bytes_over(rows[_i].text, strlen(rows[_i].text));
    ck_assert_uint_eq(torn_text_at(text), rows[_i].at == 99 ? text.left : rows[_i].at);
}
END_TEST

START_TEST(a_zero_is_none)
{
    ck_assert_uint_eq(torn_text_at(bytes_over("ab\0cd", 5)), 2);
}
END_TEST

/* Ten characters, so many zeros, and a row of the alphabet. */
static size_t end_of(size_t zeros, size_t row)
{
    struct buffer text = { 0 };
    must(buffer_append_text(&text, "MIIEvQIBAD"));
    for (size_t i = 0; i < zeros; i++) {
        must(buffer_append_byte(&text, 0));
    }
    for (size_t i = 0; i < row; i++) {
        must(buffer_append_byte(&text, 'A'));
    }
    const size_t end = torn_text_end(buffer_bytes(&text));
    const size_t all = text.used;
    buffer_clear(&text);
    return end == all ? SIZE_MAX : end;
}

START_TEST(text_that_goes_on_does_not_end)
{
    ck_assert_uint_eq(end_of(0, 30), SIZE_MAX);
    ck_assert_uint_eq(end_of(1, 11), 10);
    ck_assert_uint_eq(end_of(1, 12), SIZE_MAX);
    ck_assert_uint_eq(end_of(244, 100), SIZE_MAX); /* its twelfth is the last that is looked at */
    ck_assert_uint_eq(end_of(245, 100), 10);
    ck_assert_uint_eq(end_of(3, 0), 10);
}
END_TEST

START_TEST(rows_do_not_add_up)
{
    ck_assert_uint_eq(torn_text_end(bytes_over("MIIE\0AAAAAAAAAAA\0AAAAAAAAAAA", 28)), 4);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("torn_end");
    tcase_add_loop_test(tests, octets_that_are_no_text, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, a_zero_is_none);
    tcase_add_test(tests, text_that_goes_on_does_not_end);
    tcase_add_test(tests, rows_do_not_add_up);
    return suite_run("torn_end", tests);
}
