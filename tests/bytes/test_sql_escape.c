#include "bytes/sql_escape.h"

#include <string.h>

#include "suite.h"

static const struct {
    const char *text;
    size_t length;
    uint8_t quote;
    enum sql_escape read;
    uint8_t octet; /* 7: untouched */
} rows[] = {
    { "\\0", 2, '\'', SQL_ESCAPE_TAKEN, '\0' },
    { "\\n", 2, '\'', SQL_ESCAPE_TAKEN, '\n' },
    { "\\r", 2, '\'', SQL_ESCAPE_TAKEN, '\r' },
    { "\\t", 2, 0, SQL_ESCAPE_TAKEN, '\t' },
    { "\\Z", 2, '\'', SQL_ESCAPE_TAKEN, 0x1a },
    { "\\\\", 2, '\'', SQL_ESCAPE_TAKEN, '\\' },
    { "\\'", 2, '\'', SQL_ESCAPE_TAKEN, '\'' },
    { "\\\"", 2, '\'', SQL_ESCAPE_TAKEN, '"' },
    { "\\q", 2, '\'', SQL_ESCAPE_TAKEN, 'q' },
    { "\\\0", 2, '\'', SQL_ESCAPE_TAKEN, '\0' }, /* the octet itself */
    { "''", 2, '\'', SQL_ESCAPE_TAKEN, '\'' },
    { "\"\"", 2, '"', SQL_ESCAPE_TAKEN, '"' },
    { "',", 2, '\'', SQL_ESCAPE_END, 7 },
    { "'\\", 2, '\'', SQL_ESCAPE_END, 7 },
    { "'", 1, '\'', SQL_ESCAPE_END, 7 },
    { "\\", 1, '\'', SQL_ESCAPE_CUT, 7 },
    { "", 0, '\'', SQL_ESCAPE_CUT, 7 },
};

START_TEST(escape_is_read)
{
    uint8_t octet = 7, *copy = exact_copy(rows[_i].text, rows[_i].length);
    const struct bytes text = bytes_over(copy, rows[_i].length);
    ck_assert_int_eq(sql_escape_read(text, rows[_i].quote, &octet), rows[_i].read);
    ck_assert_uint_eq(octet, rows[_i].octet);
    free(copy);
}
END_TEST

static const struct {
    const char *text;
    uint8_t quote;
    size_t plain;
} plains[] = {
    { "abc\\n'", '\'', 3 }, { "abc'\\n", '\'', 3 }, { "abc'\\n", 0, 4 }, { "abc'\\n", '"', 4 },
    { "abc", '\'', 3 },     { "", '\'', 0 },        { "'", '\'', 0 },    { "\\", '\'', 0 },
};

START_TEST(plain_octets_end_at_either)
{
    const size_t length = strlen(plains[_i].text);
    uint8_t *copy = exact_copy(plains[_i].text, length);
    ck_assert_uint_eq(sql_escape_plain(bytes_over(copy, length), plains[_i].quote),
                      plains[_i].plain);
    free(copy);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("sql_escape");
    tcase_add_loop_test(tests, escape_is_read, 0, ROWS(rows));
    tcase_add_loop_test(tests, plain_octets_end_at_either, 0, ROWS(plains));
    return suite_run("sql_escape", tests);
}
