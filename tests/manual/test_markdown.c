#include "manual/markdown.h"

#include <stdlib.h>
#include <string.h>

#include "suite.h"

static const struct {
    const char *what, *text, *page;
} rows[] = {
    { "a paragraph, a sentence a line", "One. Two\nthree.\n", "One.\nTwo three.\n" },
    { "sentences that end within brackets", "(One.) Two? \"Three.\" Four\n",
      "(One.)\nTwo?\n\"Three.\"\nFour\n" },
    { "two paragraphs", "One\n\nTwo\n", "One\n.Pp\nTwo\n" },
    { "the title is left out", "# Title\n\nOne\n", "One\n" },
    { "headings", "## What is\n\nOne\n\n### Below\n\nTwo\n", ".Sh WHAT IS\nOne\n.Ss Below\nTwo\n" },
    { "code and bold", "Say `a-b` and **more**\n", "Say \\fBa\\-b\\fR and \\fBmore\\fR\n" },
    { "marks in code are code", "`a **b** [c]`\n", "\\fBa **b** [c]\\fR\n" },
    { "a link is its text", "see [the page](https://example.com/a) now\n", "see the page now\n" },
    { "what roff would obey", ".One \\ and\n'Two\n", "\\&.One \\e and 'Two\n" },
    { "an indented block", "Do:\n\n    .a -b\n    c\n",
      "Do:\n.Bd -literal -offset indent\n\\&.a \\-b\nc\n.Ed\n" },
    { "a fenced block", "```sh\n- no item\n\n# no title\n```\nOn\n",
      ".Bd -literal -offset indent\n\\- no item\n\n# no title\n.Ed\n.Pp\nOn\n" },
    { "a list", "- One\n  goes on\n- Two\n\nAfter\n",
      ".Bl -bullet\n.It\nOne goes on\n.It\nTwo\n.El\n.Pp\nAfter\n" },
    { "a numbered list", "1. One\n2. Two\n", ".Bl -enum\n.It\nOne\n.It\nTwo\n.El\n" },
    { "a table", "| a | b |\n|---|---|\n| `c` | d |\n",
      ".Bl -tag -width Ds\n.It a\nb\n.It \\fBc\\fR\nd\n.El\n" },
    { "nothing", "", "" },
};

static char *converted(const char *text)
{
    char *page = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&page, &length);
    ck_assert_ptr_nonnull(out);
    struct roff roff = { .out = out };
    markdown_put(&roff, text);
    ck_assert_int_eq(fclose(out), 0);
    return page;
}

START_TEST(text_becomes_a_page)
{
    char *page = converted(rows[_i].text);
    ck_assert_msg(strcmp(page, rows[_i].page) == 0, "%s:\n%s", rows[_i].what, page);
    free(page);
}
END_TEST

/* mandoc calls lines of more than 80 octets bad style. */
START_TEST(no_line_is_long)
{
    char text[2048] = "";
    for (int i = 0; i < 120; i++) {
        (void)strcat(text, i % 7 == 0 ? "`--an-option` " : "word ");
    }
    (void)strcat(text, "\n");
    char *page = converted(text);
    size_t length = 0;
    for (const char *at = page; *at != '\0'; at++) {
        length = *at == '\n' ? 0 : length + 1;
        ck_assert_uint_le(length, 80);
    }
    ck_assert_ptr_nonnull(strstr(page, "word\nword"));
    free(page);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("markdown");
    tcase_add_loop_test(tests, text_becomes_a_page, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, no_line_is_long);
    return suite_run("markdown", tests);
}
