#include "candidates/runs/dense_escapes.h"

#include <stdlib.h>
#include <string.h>

#include "candidates/views/escaped_text.h"
#include "suite.h"

static const struct dense_row {
    const char *text;
    unsigned kind;
} rows[] = {
    { "\\u004d\\u0049\\u00", ESCAPE_BACKSLASH },
    { "04d\\u0049\\u000a\\", ESCAPE_BACKSLASH },
    { "15\\111\\111\\102\\01", ESCAPE_BACKSLASH },
    { "%4D%49%49%42%0D%0a", ESCAPE_PERCENT },
    { "=4D=49=49=42=43", ESCAPE_QUOTED },
    { "2&#77;&#105;&#10;&#1", ESCAPE_MARKUP },
    { "&#x4d;&#x49;&#x0a;&#", ESCAPE_MARKUP },
    /* Something stands between them, or there is one alone. */
    { "%4D%49A%42%0D%0a", 0 },
    { "\\u004d and \\u004d", 0 },
    { "\\u004d", 0 },
    { "MIIEvQIBADANBgkqhki", 0 },
    { "", 0 },
    /* Other languages, and octets that are no text. */
    { "\\u0430\\u0431\\u0432", 0 },
    { "%D0%B0%D0%B1%D0%B2", 0 },
    { "&#1072;&#1073;&#1074;", 0 },
    { "%00%01%02%03%04%05", 0 },
    { "&#77&#105&#106&#107", 0 },
    { "&#`@;&#`@;&#`@;&#`@;", 0 },
    /* Read as hex, or by nobody. */
    { "\\x4d\\x49\\x49\\x42", 0 },
    { "\\15\\11\\11\\10", 0 },
    { "\\315\\311\\311\\302", 0 },
    { "=C3=A4=C3=A4=C3", 0 },
    { "================", 0 },
};

START_TEST(what_is_escaped_throughout)
{
    const size_t length = strlen(rows[_i].text);
    uint8_t *exact = exact_copy((const uint8_t *)rows[_i].text, length);
    ck_assert_uint_eq(dense_escapes_kind(bytes_over(exact, length)), rows[_i].kind);
    free(exact);
}
END_TEST

START_TEST(every_shorter_one)
{
    for (size_t left = 0; left <= strlen(rows[_i].text); left++) {
        uint8_t *exact = exact_copy((const uint8_t *)rows[_i].text, left);
        const unsigned kind = dense_escapes_kind(bytes_over(exact, left));
        ck_assert(kind == 0 || kind == rows[_i].kind || rows[_i].kind == 0);
        free(exact);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("dense_escapes");
    tcase_add_loop_test(tests, what_is_escaped_throughout, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_loop_test(tests, every_shorter_one, 0, sizeof(rows) / sizeof(rows[0]));
    return suite_run("dense_escapes", tests);
}
