/* An `=` before a line end: padding, or a soft line break. */
#include "candidates/payload/line_padding.h"
#include "suite.h"

static const struct row {
    const char *what, *before, *behind;
    bool padding;
} rows[] = {
    { "a text that goes on", "the tex", "t goes on\n", false },
    { "an END", "AAAAAA", "-----END KEY-----\n", true },
    { "an END in a log", "AAAAAA", "level=info msg=-----END KEY-----\n", true },
    { "escaped padding before an END", "AAAAAA", "AAAA=3D=3D -----END KEY-----\n", false },
    { "a field behind whole groups", "Lines: 1\nAAA", "Private-MAC: 00\n", true },
    { "a field behind no whole groups", "Lines: 1\\nEncry", "ption: none\n", false },
    { "a field behind an escape", "Lines: 1\\nAAAAAAA", "Private-MAC: 00\n", true },
    { "a field behind a part of a name", "x: ecdsa-sha2-nistp25", "6\\nEncryption: none\n", false },
    { "a field behind the front of its name", "8M8E=\r\nBas", "e(g): B0tg\n", false },
    { "a name of which seven letters stand before", "none\nEncrypt", "ion: none\n", false },
    { "a name of small letters behind a value", "modulus: AAA", "exponent: AQAB\n", true },
    { "a name behind letters of a last line", "Lines: 1\nBas", "Private-MAC: 00\n", true },
    { "the second of two", "Lines: 1\nAA=", "\nbye\n", true },
    { "a third one", "Lines: 1\nAA==", "Private-MAC: 00\n", false },
    { "a log", "09:01:17 host7 app[1]: AAA", "09:02:17 host7 app[12]: bye\n", true },
    { "a field in a log", "09:01:17 host7 app[1]: D: AAA", "09:02:17 host7 app[12]: P: x\n", true },
    { "a log on a page", "Nov 8 09:01:17 host7 app[1]: AAA",
      "Nov&nbsp;10&nbsp;09:02:17&nbsp;host7&nbsp;app[12]:&nbsp;bye\n", true },
    { "a log whose front ends in a word", "2026-11-26T10:00:11Z 00O AAA",
      "2026-11-26T10:00:12Z 00O Key-Derivation: Argon2id\n", true },
    { "a log's line that goes on", "09:01:17 host7 app[1]: AAA", "AAAA\n", false },
    { "octets", "0x2d, 0x2d, 0x2d, 0x2", "0x2d, 0x2d, 0x2d, 0x2d\n", false },
    { "strokes", "\\x2d\\x2d\\x2d\\x2d\\x2dA", "\\x2d\\x2d\\x2d\\x2d\\x2dA\n", false },
    { "a field in a diff", "\n+AAAAAAA", "+Private-MAC: 00\n", true },
    { "the end of an element", "\n> AAA", "> </P>\n", true },
    { "the end of an element behind no whole groups", "\n> AA", "> </P>\n", false },
    { "the end of a number in an element", "<D>634", "48</D>\n", false },
    { "nothing before it", "", "Name: x\n", false },
    { "one character before it", "A", "Name: x\n", false },
};

START_TEST(padding_or_soft_line_break)
{
    const struct row *row = &rows[_i];
    const bool padding =
        line_padding_is(bytes_over(row->before, strlen(row->before)), bytes_over("=\n", 2),
                        bytes_over(row->behind, strlen(row->behind)));
    ck_assert_msg(padding == row->padding, "%s", row->what);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("line_padding");
    tcase_add_loop_test(tests, padding_or_soft_line_break, 0, sizeof(rows) / sizeof(rows[0]));
    return suite_run("line_padding", tests);
}
