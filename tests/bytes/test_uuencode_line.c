#include "bytes/uuencode_line.h"

#include <string.h>

#include "suite.h"

static const struct {
    const char *line;
    enum uuencode_line kind;
    const char *octets; /* NULL: no data */
} rows[] = {
    { "#0V%T", UUENCODE_DATA, "Cat" },
    { "#0V%T\r\n", UUENCODE_DATA, "Cat" },
    { "\"0V$ ", UUENCODE_DATA, "Ca" },
    { "\"0V$", UUENCODE_SHORT, "Ca" },  /* a blank at its end was lost */
    { "#0V%TX", UUENCODE_DATA, "Cat" }, /* a checksum behind it */
    { "`", UUENCODE_DATA, "" },
    { " ", UUENCODE_DATA, "" },
    { "#0V%TXXX", UUENCODE_OTHER, NULL },
    { "#0v%T", UUENCODE_OTHER, NULL },
    { "end", UUENCODE_END, NULL },
    { "end\r\n", UUENCODE_END, NULL },
    { "", UUENCODE_OTHER, NULL },
    { "\n", UUENCODE_OTHER, NULL },
};

START_TEST(line_is_what_it_is)
{
    uint8_t octets[UUENCODE_LINE_OCTETS];
    const size_t length = strlen(rows[_i].line);
    uint8_t *copy = exact_copy(rows[_i].line, length);
    const struct bytes line = bytes_over(copy, length);
    ck_assert_int_eq(uuencode_line_kind(line), rows[_i].kind);
    if (rows[_i].octets != NULL) {
        const size_t count = uuencode_line_decode(uuencode_line_trim(line), octets);
        ck_assert(bytes_equal(bytes_over(octets, count),
                              bytes_over(rows[_i].octets, strlen(rows[_i].octets))));
    }
    free(copy);
}
END_TEST

static const struct {
    const char *line;
    bool begins;
} heads[] = {
    { "begin 644 k.key", true },  { "begin 0644 k.key", true }, { "begin 600 a b", true },
    { "begin 644 ", false },      { "begin 644", false },       { "begin 64 k.key", false },
    { "begin 648 k.key", false }, { "begin 64400 k", false },   { "begin the day", false },
    { "Begin 644 k.key", false }, { "begins 644 k", false },    { "", false },
};

START_TEST(head_says_that_a_file_begins)
{
    for (size_t kept = 0; kept <= strlen(heads[_i].line); kept++) {
        uint8_t *copy = exact_copy(heads[_i].line, kept);
        const bool begins = uuencode_line_begins(bytes_over(copy, kept));
        ck_assert(kept < strlen(heads[_i].line) || begins == heads[_i].begins);
        free(copy);
    }
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("uuencode_line");
    tcase_add_loop_test(tests, line_is_what_it_is, 0, ROWS(rows));
    tcase_add_loop_test(tests, head_says_that_a_file_begins, 0, ROWS(heads));
    return suite_run("uuencode_line", tests);
}
