#include "candidates/payload/redaction.h"

#include <string.h>

#include "suite.h"

/* What is known and what is not, as characters: `known` decodes to it, a `.` is unknown. */
static const struct {
    const char *what, *body, *text; /* NULL: nothing is redacted, or not seen how much */
} rows[] = {
    { "nothing at all", "", NULL },
    { "nothing redacted", "AAAABBBB\nCCCC\n", NULL },
    { "stars, one for one", "AAAABBBB\nCC**DDDD\nEEEE\n", "AAAABBBBCC..DDDDEEEE" },
    { "stars in the last line", "AAAABBBB\nCC*C\n", "AAAABBBBCC.C" },
    { "a word in brackets", "AAAABBBB\nCC[redacted]D\nEEEEFFFF\n", "AAAABBBBCC.....DEEEEFFFF" },
    { "a bullet of three bytes",
      "AAAABBBB\nCC\xe2\x80\xa2\xe2\x80\xa2"
      "DDDD\nEE\n",
      "AAAABBBBCC..DDDDEE" },
    { "blanks inside", "AAAABBBB\nCC  DDDD\nEE\n", "AAAABBBBCC..DDDDEE" },
    { "a whole line of stars", "AAAABBBB\n********\nEEEEFFFF\n", "AAAABBBB........EEEEFFFF" },
    { "a line of dots, however long", "AAAABBBB\n...\nEEEEFFFF\n", "AAAABBBB........EEEEFFFF" },
    { "lines of dots: as many as the structure says", "MAwAAAAA\n...\nEEEE\n",
      "MAwAAAAA.......EEEE" },
    { "quoting on one line is no redaction", "AAAABBBB\n> CCCCDDDD\nEEEE\n", NULL },
    { "a header", "Comment: none ** such\nAAAABBBB\nCC**DDDD\n", "AAAABBBBCC..DDDD" },
    { "prose", "AAAABBBB\nthis is no key at all\nAAAABBBB\n", NULL },
    { "padding ends it", "AAAABBBB\nC*==\n****\n", "AAAABBBBC." },
    { "two bits of an octet", "AAAAB\n*\n", "AAAAB." },
    { "a character at the end that makes no octet", "MHcCKN0R3NEedsKN0R3NklCc@==", NULL },
    { "a bracket without end", "AAAABBBB\nCC[DDDDD\nEE\n", "AAAABBBBCC.DDDDDEE" },
};

START_TEST(characters_are_told_apart)
{
    const size_t length = strlen(rows[_i].body);
    uint8_t *body = exact_copy(rows[_i].body, length);
    struct redaction redaction = { 0 };
    bool read = redaction_read(bytes_over(body, length), &redaction);
    ck_assert_msg(read == (rows[_i].text != NULL), "%s", rows[_i].what);
    if (read) {
        ck_assert_msg(redaction.text.used == strlen(rows[_i].text), "%s: %zu", rows[_i].what,
                      redaction.text.used);
        for (size_t i = 0; i < redaction.text.used; i++) {
            const bool unknown = redaction.marks.at[i] == '/';
            ck_assert_msg(unknown == (rows[_i].text[i] == '.'), "%s at %zu", rows[_i].what, i);
            ck_assert(unknown || redaction.text.at[i] == (uint8_t)rows[_i].text[i]);
        }
        ck_assert_uint_lt(redaction_known(&redaction), redaction.decoded.used);
    }
    redaction_clear(&redaction);
    free(body);
}
END_TEST

START_TEST(every_shorter_body_is_read_or_refused)
{
    for (size_t length = 0; length < strlen(rows[_i].body); length++) {
        uint8_t *body = exact_copy(rows[_i].body, length);
        struct redaction redaction = { 0 };
        if (redaction_read(bytes_over(body, length), &redaction)) {
            ck_assert_uint_eq(redaction.decoded.used, redaction.unknown.used);
        }
        redaction_clear(&redaction);
        free(body);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("redaction");
    const int count = (int)(sizeof(rows) / sizeof(rows[0]));
    tcase_add_loop_test(tests, characters_are_told_apart, 0, count);
    tcase_add_loop_test(tests, every_shorter_body_is_read_or_refused, 0, count);
    return suite_run("redaction", tests);
}
