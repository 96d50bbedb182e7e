/* What a text reads like once its escapes are undone. */
#include "candidates/views/clear_view.h"
#include "suite.h"

#define BEGIN "-----BEGIN+PRIVATE+KEY-----"
#define END   "-----END+PRIVATE+KEY-----"

static const struct row {
    const char *what, *raw, *clear;
} rows[] = {
    { "a soft line break", "the tex=\nt goes on\n", "the text goes on\n" },
    { "padding of one line", "a: AA==\nNext: x\n", "a: AA==\nNext: x\n" },
    { "a soft line break behind an escaped one", "a: 9Hm=3D=\n=0AYtuTJbi/6eOu\n",
      "a: 9HmYtuTJbi/6eOu\n" },
    { "a soft line break behind escaped padding", "a: 9Hm=3D=\n\nNext: x\n", "a: 9Hm=\nNext: x\n" },
    { "spaces of a form, and nothing else that it escapes", BEGIN "+MC4CAQAw+" END "+",
      "-----BEGIN PRIVATE KEY----- MC4CAQAw -----END PRIVATE KEY----- " },
    { "a slash, which a form escapes", BEGIN "+MC4C/QAw+" END, BEGIN "+MC4C/QAw+" END },
    { "padding, which a form escapes", BEGIN "+MC4CAQA=+" END, BEGIN "+MC4CAQA=+" END },
    { "a space, which a form has none of", BEGIN "+MC4C QAw+" END, BEGIN "+MC4C QAw+" END },
    { "spaces of a form in JSON", "Key%3A\\u002bab%2Bc\\u002Bd%0D%0A", "Key: ab+c d\r\n" },
    { "signs of base64 in JSON", "a\\u002bb%41", "a+bA" },
    { "a shift of UTF-7 that was broken in two, beside whole ones",
      "k: +AD0-a+-b+-c+-d+\xc2\xad-e\n", "k: =a+b+c+d+e\n" },
    { "a diff's mark that was a shift, before a line that begins with dashes",
      "+-+AC0-----BEGIN K: +AD0-x\n+-a+\xc2\xad-b\n", "+-----BEGIN K: =x\n+a+b\n" },
    { "no END", BEGIN "+MC4CAQAw", BEGIN "+MC4CAQAw" },
    { "part of an END", BEGIN "+MC4CAQAw+-----END", BEGIN "+MC4CAQAw+-----END" },
};

START_TEST(escapes_are_undone)
{
    const struct row *row = &rows[_i];
    const struct view_wish wish = { .undo = UNDO_ESCAPES, .mark = VIEW_UNCUT };
    const size_t length = strlen(row->raw);
    uint8_t *copy = exact_copy(row->raw, length);
    struct clear_view view = { 0 };
    ck_assert(clear_view_make(&view, bytes_over(copy, length), &wish));
    ck_assert_msg(bytes_equal(buffer_bytes(&view.text), bytes_over(row->clear, strlen(row->clear))),
                  "%s: %.*s", row->what, (int)view.text.used, (const char *)view.text.at);
    clear_view_clear(&view);
    free(copy);
}
END_TEST

/* What stands before the dashes goes from the lines behind them; the bytes of a disk before it are
 * no part of that. */
START_TEST(prefix_begins_behind_bytes_that_are_no_text)
{
    static const char raw[] = "\x01\xff\x02+\t-----BEGIN K-----\n+\tMII\n+\t-----END K-----\n";
    static const char clear[] = "\x01\xff\x02+\t-----BEGIN K-----\nMII\n-----END K-----\n";
    const struct view_wish wish = { .undo = UNDO_NOTHING, .mark = 10 };
    uint8_t *copy = exact_copy(raw, sizeof(raw) - 1);
    struct clear_view view = { 0 };
    ck_assert_uint_eq(copy[wish.mark], 'B');
    ck_assert(clear_view_make(&view, bytes_over(copy, sizeof(raw) - 1), &wish));
    ck_assert(bytes_equal(buffer_bytes(&view.text), bytes_over(clear, sizeof(clear) - 1)));
    clear_view_clear(&view);
    free(copy);
}
END_TEST

/* Nor is the prefix of an element's name space, where escapes are undone first. */
START_TEST(prefix_ends_before_name_space)
{
    static const char raw[] = "%3E+%3Cx%3AKey+a%0A%3E+b%0A%3E+%3C%2Fx%3AKey";
    static const char clear[] = "> <x:Key a\nb\n</x:Key";
    const struct view_wish wish = { .undo = UNDO_ESCAPES, .mark = 11, .cut_last = true };
    uint8_t *copy = exact_copy(raw, sizeof(raw) - 1);
    struct clear_view view = { 0 };
    ck_assert_uint_eq(copy[wish.mark], 'K');
    ck_assert(clear_view_make(&view, bytes_over(copy, sizeof(raw) - 1), &wish));
    ck_assert_msg(bytes_equal(buffer_bytes(&view.text), bytes_over(clear, sizeof(clear) - 1)),
                  "%.*s", (int)view.text.used, (const char *)view.text.at);
    clear_view_clear(&view);
    free(copy);
}
END_TEST

/* The + of a diff before the mark is no shift of UTF-7, and not counted among those that are none.
 */
START_TEST(shifts_are_undone_behind_the_mark)
{
    static const char raw[] = "+x-key: A\n+v: 1+-2\n+w: 3\n";
    static const char clear[] = "+x-key: A\nv: 1+2\nw: 3\n";
    const struct view_wish wish = { .undo = UNDO_ESCAPES, .mark = 1 };
    uint8_t *copy = exact_copy(raw, sizeof(raw) - 1);
    struct clear_view view = { 0 };
    ck_assert(clear_view_make(&view, bytes_over(copy, sizeof(raw) - 1), &wish));
    ck_assert_msg(bytes_equal(buffer_bytes(&view.text), bytes_over(clear, sizeof(clear) - 1)),
                  "%.*s", (int)view.text.used, (const char *)view.text.at);
    clear_view_clear(&view);
    free(copy);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("clear_view");
    tcase_add_loop_test(tests, escapes_are_undone, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(tests, prefix_begins_behind_bytes_that_are_no_text);
    tcase_add_test(tests, prefix_ends_before_name_space);
    tcase_add_test(tests, shifts_are_undone_behind_the_mark);
    return suite_run("clear_view", tests);
}
