#include "candidates/payload/line_gap.h"

#include <string.h>

#include <stdio.h>

#include "suite.h"

/* What stands between two messages of a search in logs, on one line. */
#define ROW                                                                                        \
    "\", \"@timestamp\": \"2026-11-20T10:11:12.123Z\", \"container\": {\"id\": "                   \
    "\"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\"}, \"stream\": "          \
    "\"stdout\"}}, {\"_index\": \"logs-2026.11.20\", \"_score\": 1.0, \"_source\": {\"message\": " \
    "\""

/* Lines that were run together with what stood before each. */
static const struct {
    const char *what, *body;
    size_t first;
    const char *lines; /* joined by a line end; NULL: no gap is learned */
} rows[] = {
    { "quoting", "> AAAABBBB> CCCCDDDD> EEEE", 2, "AAAABBBB\nCCCCDDDD\nEEEE" },
    { "a number that counts", "8: AAAABBBB9: CCCCDDDD10: EEEE", 3, "AAAABBBB\nCCCCDDDD\nEEEE" },
    { "digits of the line before it", "8: AAAABB119: CCCCDD1010: EEEE", 3,
      "AAAABB11\nCCCCDD10\nEEEE" },
    { "a time stamp", "Nov 12 09:00:17 host app[12]: AAAABBBBNov 13 09:01:17 host app[13]: CCCC",
      30, "AAAABBBB\nCCCC" },
    { "spaces for line ends", " Nov 12 09:00 h: AAAABBBB Nov 13 09:01 h: CCCC", 17,
      "AAAABBBB\nCCCC" },
    { "a diff's mark", "+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+BBBB", 1,
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nBBBB" },
    { "a blank that is no gap, where lines are counted",
      "7: AAAABBBB8: CCCCDDDD9: EEEE10: FFFF : 11: -", 3, "AAAABBBB\nCCCCDDDD\nEEEE\nFFFF : \n-" },
    { "a row of JSON", ROW "AAAABBBB" ROW "CCCCDDDD" ROW "EEEE", sizeof(ROW) - 1,
      "AAAABBBB\nCCCCDDDD\nEEEE" },
    { "no gap", "AAAABBBB", 0, NULL },
    { "letters that run into it", "xAAAA", 1, NULL },
    { "nothing behind it", "> ", 2, NULL },
};

START_TEST(lines_are_told_apart)
{
    const size_t length = strlen(rows[_i].body);
    uint8_t *copy = exact_copy(rows[_i].body, length);
    struct bytes text = bytes_over(copy, length), line;
    struct line_gap gap;
    char joined[256] = "";
    bool learned = line_gap_learn(text, rows[_i].first, bytes_over(NULL, 0), &gap);
    ck_assert_msg(learned == (rows[_i].lines != NULL), "%s", rows[_i].what);
    if (learned) {
        ck_assert(bytes_take(&text, rows[_i].first, &line));
        while (line_gap_take(&gap, &text, &line)) {
            size_t used = strlen(joined);
            snprintf(joined + used, sizeof(joined) - used, "%s%.*s", used > 0 ? "\n" : "",
                     (int)line.left, (const char *)line.at);
        }
        ck_assert_msg(strcmp(joined, rows[_i].lines) == 0, "%s: %s", rows[_i].what, joined);
    }
    free(copy);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("line_gap");
    tcase_add_loop_test(tests, lines_are_told_apart, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    return suite_run("line_gap", tests);
}
