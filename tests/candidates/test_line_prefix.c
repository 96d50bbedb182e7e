#include <string.h>

#include "candidates/payload/line_prefix.h"
#include "suite.h"

static const struct {
    const char *what;
    const char *prefix;
    const char *line;
    size_t cut;
} rows[] = {
    { "quoting", "> ", "> MIIE", 2 },
    { "quoting twice", "> > ", "> > MIIE", 4 },
    { "a diff", "+", "+MIIE", 1 },
    { "a line number that grows", "  9: ", " 10: MIIE", 5 },
    { "a time stamp", "2018-02-27 10:00:01 INFO ", "2018-02-27 10:00:02 INFO MIIE", 25 },
    { "a tail where lines were escaped on one", "{\"key\": \"> ", "> MIIE", 2 },
    { "no prefix on this line", "> ", "MIIE", 0 },
    /* a stored member of a zip: its name stands right before the armour */
    { "a member's name", "customers/010/order-012881/server.key", "sLoQS+x/abc", 0 },
    { "base64 before base64", "dmVyLmtleQGKAHX/", "cvb7o88WHbS0VxsR", 0 },
};

START_TEST(prefix_is_cut)
{
    size_t cut = line_prefix_match_tail(bytes_over(rows[_i].prefix, strlen(rows[_i].prefix)),
                                        bytes_over(rows[_i].line, strlen(rows[_i].line)));
    ck_assert_msg(cut == rows[_i].cut, "%s: %zu", rows[_i].what, cut);
}
END_TEST

/* Behind what stood before it, the first line has words that the others need not have. */
START_TEST(head_has_the_names_of_the_first_line)
{
    static const char prefix[] = "  9  add no-permissions=\"", other[] = " 10      TE KEY-----",
                      same[] = " 10  add permissions=\"";
    ck_assert_uint_eq(line_prefix_match_head(bytes_over(prefix, sizeof(prefix) - 1),
                                             bytes_over(other, sizeof(other) - 1)),
                      9);
    ck_assert_uint_eq(line_prefix_match_head(bytes_over(prefix, sizeof(prefix) - 1),
                                             bytes_over(same, sizeof(same) - 1)),
                      9);
}
END_TEST

START_TEST(lines_end_at_any_line_end)
{
    struct bytes text = bytes_over("a\nb\rc\r\n\nd", 9), line;
    static const char *const lines[] = { "a", "b", "c", "", "d" };
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        ck_assert(line_take(&text, &line));
        ck_assert(bytes_equal(line, bytes_over(lines[i], strlen(lines[i]))));
    }
    ck_assert(!line_take(&text, &line));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("line_prefix");
    tcase_add_loop_test(tests, prefix_is_cut, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, head_has_the_names_of_the_first_line);
    tcase_add_test(tests, lines_end_at_any_line_end);
    return suite_run("line_prefix", tests);
}
