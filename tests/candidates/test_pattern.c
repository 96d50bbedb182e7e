#include "candidates/pattern.h"

#include "bounds.h"
#include "buffer.h"
#include "suite.h"

/* The bounds on matching are of one place where a match may begin: no text between two marks
 * reaches them, whatever it is made of. */

static const char *const fillings[] = { "-",
                                        "-----BEGIN ",
                                        "--- ",
                                        "-----END",
                                        "-\t\t\t",
                                        "DEK-Info: AES",
                                        "-----BEGIN AAAAAAAAAAAAAAAAAA" };

START_TEST(text_between_hides_no_mark)
{
    static const char end[] = "\n-----END PRIVATE KEY-----\n";
    struct buffer text = { 0 };
    struct pattern_match match;
    while (text.used < CANDIDATE_SPAN_MAX) {
        ck_assert(buffer_append_text(&text, fillings[_i]));
    }
    const size_t filled = text.used;
    ck_assert(buffer_append_text(&text, end));
    size_t at = 0;
    bool found = false;
    while (!found && pattern_find(PATTERN_MARK, buffer_bytes(&text), at, false, &match)) {
        found = match.to[3] > filled && match.to[3] != SIZE_MAX;
        at = match.to[0];
    }
    ck_assert(found);
    ck_assert(
        buffer_append_text(&text, "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n"));
    ck_assert(pattern_find(PATTERN_DEK_INFO, buffer_bytes(&text), 0, false, &match));
    ck_assert_uint_gt(match.from[1], filled);
    buffer_clear(&text);
}
END_TEST

static void prepare(void)
{
    ck_assert(pattern_prepare());
}

int main(void)
{
    TCase *tests = tcase_create("pattern");
    tcase_add_unchecked_fixture(tests, prepare, pattern_release);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, text_between_hides_no_mark, 0,
                        (int)(sizeof(fillings) / sizeof(fillings[0])));
    return suite_run("pattern", tests);
}
