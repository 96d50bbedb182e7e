/* markup and utf7 */
#include "bytes/markup.h"

#include <string.h>

#include "bytes/utf7.h"
#include "suite.h"

static const struct {
    const char *text;
    size_t taken;
    uint8_t seen;
} rows[] = {
    { "<br>MII", 4, '\n' },
    { "<br/>MII", 5, '\n' },
    { "<BR />MII", 6, '\n' },
    { "</p>", 4, '\n' },
    { "<span class=\"a b\" id='x'>M", 25, 0 },
    { "</span>", 7, 0 },
    { "<td>", 4, ' ' },
    { "<w:t xml:space=\"preserve\">", 26, 0 },
    { "<w:p>", 5, '\n' },
    { "\xc2\xadM", 2, 0 },
    { "\xc2\xa0M", 2, ' ' },
    { "\xe2\x80\x8bM", 3, 0 },
    { "\xef\xbb\xbfM", 3, 0 },
    { "<>", 0, 0 },
    { "< br>", 0, 0 },
    { "<1>", 0, 0 },
    { "<MIIE", 0, 0 },
    { "<a <b>", 0, 0 },
    { "<id@host.example>", 0, 0 },
    { "<averyveryveryverylongname>", 0, 0 },
    { "<p\n class=\"x\">", 14, '\n' },
    { "<p\n face b>", 11, '\n' },
    { "<p\n000001e0: 425a  .>", 0, 0 },
    { "<p'\n", 0, 0 },
    { "<a b\n00001e0\xc2\xa0 42>", 0, 0 },
    { "<", 0, 0 },
    { "", 0, 0 },
    { "\xc2", 0, 0 },
    { "\xe2\x80", 0, 0 },
    { "plain", 0, 0 },
};

START_TEST(markup_is_taken_or_left)
{
    const size_t length = strlen(rows[_i].text);
    uint8_t *copy = exact_copy(rows[_i].text, length), seen = 0x55;
    ck_assert_msg(markup_take(bytes_over(copy, length), &seen) == rows[_i].taken, "%s",
                  rows[_i].text);
    ck_assert_msg(seen == rows[_i].seen, "%s: %02x", rows[_i].text, seen);
    free(copy);
}
END_TEST

START_TEST(every_shorter_tag_is_left)
{
    static const char tag[] = "<span class=\"line\">";
    for (size_t length = 0; length + 1 < sizeof(tag); length++) {
        uint8_t *copy = exact_copy(tag, length), seen;
        ck_assert_uint_eq(markup_take(bytes_over(copy, length), &seen),
                          length == sizeof(tag) - 1 ? length : 0);
        free(copy);
    }
}
END_TEST

static const struct {
    const char *text, *made;
    size_t taken;
} shifts[] = {
    { "+-x", "+", 2 },
    { "+AD0-", "=", 5 },
    { "+AD0APQ-", "==", 8 },
    { "+AAo-M", "\n", 5 },
    { "+AD0", "", 0 },
    { "+AD0x", "", 0 },
    { "+ABC-", "", 0 },
    { "+IBM-", "", 0 },
    { "+", "", 0 },
    { "+A-", "", 0 },
    { "+AD1-", "", 0 },
    { "+AGEAYgBjAGQAZQBmAGcAaA-", "abcdefgh", 24 },
    { "+AGEAYgBjAGQAZQBmAGcAaABp-", "", 0 },
};

START_TEST(shift_is_undone_or_left)
{
    const size_t length = strlen(shifts[_i].text);
    uint8_t *copy = exact_copy(shifts[_i].text, length), made[UTF7_MADE_MAX];
    size_t count = 0, taken = utf7_take(bytes_over(copy, length), made, &count);
    ck_assert_msg(taken == shifts[_i].taken, "%s: %zu", shifts[_i].text, taken);
    ck_assert_uint_eq(count, strlen(shifts[_i].made));
    ck_assert(count == 0 || memcmp(made, shifts[_i].made, count) == 0);
    free(copy);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("markup");
    tcase_add_loop_test(tests, markup_is_taken_or_left, 0, ROWS(rows));
    tcase_add_test(tests, every_shorter_tag_is_left);
    tcase_add_loop_test(tests, shift_is_undone_or_left, 0, ROWS(shifts));
    return suite_run("markup", tests);
}
