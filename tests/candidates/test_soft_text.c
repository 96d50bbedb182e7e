#include "candidates/views/soft_text.h"

#include <string.h>

#include "suite.h"

static const struct {
    const char *what, *text, *joined;
    size_t behind; /* where the last character of `joined` ends in the text */
} rows[] = {
    { "no soft break", "12, 13", "12, 13", 6 },
    { "within a number", "1=\n2, 13", "12, 13", 8 },
    { "before a comma", "12=\r\n, 13", "12, 13", 9 },
    { "behind the last number", "12, 13=\n", "12, 13", 6 },
    { "a blank at the end of a line", "12,=20\n13", "12, \n13", 9 },
    { "an equals sign", "KEY =3D 12", "KEY =3D 12", 10 },
    { "one that is cut off", "12=", "12=", 3 },
    { "a return alone", "12=\r13", "12=\r13", 6 },
};

START_TEST(soft_breaks_are_left_out)
{
    const size_t length = strlen(rows[_i].text), joined = strlen(rows[_i].joined);
    uint8_t *copy = exact_copy(rows[_i].text, length), into[SOFT_TEXT_MAX];
    const struct bytes text = bytes_over(copy, length), made = soft_text_join(text, into);
    ck_assert_msg(bytes_equal(made, bytes_over(rows[_i].joined, joined)), "%s", rows[_i].what);
    ck_assert_uint_eq(soft_text_length(text, joined), rows[_i].behind);
    free(copy);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("soft_text");
    tcase_add_loop_test(tests, soft_breaks_are_left_out, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    return suite_run("soft_text", tests);
}
