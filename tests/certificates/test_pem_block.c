#include "certificates/pem_block.h"

#include <check.h>
#include <string.h>

#include "suite.h"

static const struct {
    const char *what;
    const char *text;
    enum pem_end end;
    const char *label, *content;
} blocks[] = {
    { "plain", "-----BEGIN A-----\nYWJj\n-----END A-----\n", PEM_BLOCK, "A", "abc" },
    { "nothing in it", "-----BEGIN A-----\n-----END A-----\n", PEM_BLOCK, "A", "" },
    { "padding", "-----BEGIN A-----\nYWI=\n-----END A-----\n", PEM_BLOCK, "A", "ab" },
    { "no padding", "-----BEGIN A-----\nYWI\n-----END A-----\n", PEM_BLOCK, "A", "ab" },
    { "two of padding", "-----BEGIN A-----\nYQ==\n-----END A-----", PEM_BLOCK, "A", "a" },
    { "lines of any length", "-----BEGIN A-----\nY\nW\r\nJ j\tYW\nJj\n-----END A-----", PEM_BLOCK,
      "A", "abcabc" },
    { "on one line", "x -----BEGIN A B-----YWJj-----END A B----- y", PEM_BLOCK, "A B", "abc" },
    { "escaped line ends", "-----BEGIN A-----\\r\\nYWJj\\n-----END A-----\\n", PEM_BLOCK, "A",
      "abc" },
    { "headers", "-----BEGIN A-----\nProc-Type: 4,X\nB: c\n\nYWJj\n-----END A-----", PEM_BLOCK, "A",
      "abc" },
    { "no END line", "-----BEGIN A-----\nYWJj\n", PEM_DAMAGED, NULL, NULL },
    { "the next BEGIN", "-----BEGIN A-----\nYWJj\n-----BEGIN A-----\nYWJj\n", PEM_DAMAGED, NULL,
      NULL },
    { "one digit over", "-----BEGIN A-----\nYWJjY\n-----END A-----\n", PEM_DAMAGED, NULL, NULL },
    { "a digit behind padding", "-----BEGIN A-----\nYQ==YQ\n-----END A-----\n", PEM_DAMAGED, NULL,
      NULL },
    { "another character", "-----BEGIN A-----\nYW*j\n-----END A-----\n", PEM_DAMAGED, NULL, NULL },
    { "a label without an end", "-----BEGIN A\nYWJj\n", PEM_DAMAGED, NULL, NULL },
    { "text", "no block at all", PEM_NONE, NULL, NULL },
    { "dashes alone", "-----BEGIN", PEM_NONE, NULL, NULL },
};

START_TEST(block_is_read_or_refused)
{
    struct buffer room = { 0 };
    struct pem_block block;
    enum pem_end end;
    const size_t length = strlen(blocks[_i].text);
    uint8_t *copy = exact_copy(blocks[_i].text, length);
    ck_assert(pem_block_next(bytes_over(copy, length), true, &room, &block, &end));
    ck_assert_msg(end == blocks[_i].end, "%s: %d", blocks[_i].what, (int)end);
    if (end == PEM_BLOCK) {
        ck_assert(bytes_equal(block.label, bytes_over(blocks[_i].label, strlen(blocks[_i].label))));
        ck_assert_msg(
            bytes_equal(block.content, bytes_over(blocks[_i].content, strlen(blocks[_i].content))),
            "%s", blocks[_i].what);
    } else {
        ck_assert_uint_eq(block.content.left, 0);
    }
    buffer_clear(&room);
    free(copy);
}
END_TEST

/* However much of it has come: open or not yet to be seen, never damaged. */
START_TEST(every_shorter_text_waits_for_more)
{
    static const char text[] = "text\n-----BEGIN A-----\nYWJjYWJj\nYWI=\n-----END A-----";
    struct buffer room = { 0 };
    for (size_t kept = 0; kept + 1 < sizeof(text); kept++) {
        struct pem_block block;
        enum pem_end end;
        uint8_t *copy = exact_copy(text, kept);
        ck_assert(pem_block_next(bytes_over(copy, kept), false, &room, &block, &end));
        ck_assert_int_eq(end, kept < 5 + 11 ? PEM_NONE : PEM_OPEN);
        ck_assert_uint_le(block.begin, 5);
        free(copy);
    }
    buffer_clear(&room);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pem");
    tcase_add_loop_test(tests, block_is_read_or_refused, 0,
                        (int)(sizeof(blocks) / sizeof(blocks[0])));
    tcase_add_test(tests, every_shorter_text_waits_for_more);
    return suite_run("pem_block", tests);
}
