#include "bytes/column_dump.h"

#include <string.h>

#include "suite.h"

static const struct {
    const char *line, *octets; /* NULL: no line of such a dump */
    size_t length;
} rows[] = {
    { "00000000: 00101101 01000010 01000101 01000111 01001001 01001110  -BEGIN", "-BEGIN", 6 },
    { "0000000   -   -   B   E   G   I   N       P   R  \\n   M", "--BEGIN PR\nM", 12 },
    { "0000020   0 202 001   8 002 001  \\0   0  \\r",
      "0\x82\x01"
      "8\x02\x01\0"
      "0\r",
      9 },
    { "0000000   -   B   E   G   I   N  sp   P  nl nul esc del  lf", "-BEGIN P\n\0\x1b\x7f\n", 13 },
    { "0000000  48 130   1  56   2   1   0", "0\x82\x01\x38\x02\x01\0", 7 },
    { "0000000   48 -126    1   56    2    1 -128", "0\x82\x01\x38\x02\x01\x80", 7 },
    { "0000000 060 202 001 070 002 001 000", "0\x82\x01\x38\x02\x01\0", 7 },
    { "0000000  30  82  01  38  0a  01  00", "0\x82\x01\x38\n\x01\0", 7 },
    { "0000000 11565   258 65535     0", "--\x01\x02\xff\xff\0\0", 8 }, /* in digits' order */
    { "0000000  11565    258 -32768     -1", "--\x01\x02\x80\0\xff\xff", 8 },
    { "0000000   11565   00258   65535", "--\x01\x02\xff\xff", 6 },
    { "0000000  026455  000402  177777", "--\x01\x02\xff\xff", 6 },
    { "0000000    2d2d    0102    ffff", "--\x01\x02\xff\xff", 6 },
    { "0000000  757935405   16909060 4294967295", "----\x01\x02\x03\x04\xff\xff\xff\xff", 12 },
    { "0000000   757935405 -2147483648          -1", "----\x80\0\0\0\xff\xff\xff\xff", 12 },
    { "0000000 05513226455 00100401404", "----\x01\x02\x03\x04", 8 },
    { "0000000  3255307777713450285 18446744073709551615",
      "--------\xff\xff\xff\xff\xff\xff\xff\xff", 16 },
    { "0000000 -9223372036854775808                   -1",
      "\x80\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 16 },
    { "> 0000000  48 130   1  56   2   1   0", "0\x82\x01\x38\x02\x01\0", 7 },
    { "  48 130   1  56   2   1   0", "0\x82\x01\x38\x02\x01\0", 7 },
    { ">  48 130   1  56   2   1   0", "0\x82\x01\x38\x02\x01\0", 7 },
    { "   -   -   B   E   G   I   N", "--BEGIN", 7 },
    { "0000000  48 130   1  56   2   1   0  >0..8...<", "0\x82\x01\x38\x02\x01\0", 7 },
    { "0000000 060 202 001 070                        ", "0\x82\x01\x38", 4 },
    { "0000000  48 130   1  56   2   1   0  8 keys", NULL, 0 },
    { "  48 130   1  56   2", NULL, 0 },    /* too few without an offset */
    { "0000000  48 256   1  56", NULL, 0 }, /* no octet */
    { "0000000  48 130 001  56", NULL, 0 }, /* filled up */
    { "0000000 060 402 001 070", NULL, 0 }, /* no octet */
    { "0000000   48 -129    1   56", NULL, 0 },
    { "0000000   48  128    1   56", NULL, 0 }, /* signed ones end before it */
    { "0000000   48   --    1   56", NULL, 0 },
    { "0000000   258 65536     0", NULL, 0 },
    { "0000000   16909060 4294967296          1", NULL, 0 },
    { "0000000 18446744073709551616 18446744073709551615", NULL, 0 },
    { "0000000 9223372036854775808                   -1", NULL, 0 },
    { "0000000   -   -  \\q   E   G", NULL, 0 },
    { "0000000   -   - 488   E   G", NULL, 0 },
    { "0000000   -  no   B   E  nl", NULL, 0 },
    { "000   -   -   B   E   G", NULL, 0 },
    { "00000000000000000   -   -   B   E   G", NULL, 0 },
    { "0000000", NULL, 0 },
    { "0000000   ", NULL, 0 },
    { "0000000 a b c d e f g h", NULL, 0 }, /* too narrow */
    { "for the new men", NULL, 0 },
    { "", NULL, 0 },
};

static void check_octets(struct bytes line, const struct column_line *found, size_t row)
{
    struct buffer octets = { 0 };
    ck_assert(column_dump_decode(line, found, &octets));
    ck_assert_msg(
        bytes_equal(buffer_bytes(&octets), bytes_over(rows[row].octets, rows[row].length)),
        "%s: %.*s", rows[row].line, (int)octets.used, (const char *)octets.at);
    ck_assert_uint_eq(found->octets, rows[row].length);
    ck_assert_uint_eq(found->octets, found->columns * found->word);
    buffer_clear(&octets);
}

START_TEST(line_is_found_and_decoded)
{
    const size_t length = strlen(rows[_i].line);
    uint8_t *copy = exact_copy(rows[_i].line, length);
    const struct bytes line = bytes_over(copy, length);
    struct column_line found = { .from = 7 }, again = { .from = 7 };
    const bool is_line = column_dump_find(line, NULL, &found);
    ck_assert_msg(is_line == (rows[_i].octets != NULL), "%s", rows[_i].line);
    if (is_line) {
        check_octets(line, &found, (size_t)_i);
        ck_assert(column_dump_find(line, &found, &again));
        check_octets(line, &again, (size_t)_i);
    } else {
        ck_assert_uint_eq(found.from, 7);
    }
    free(copy);
}
END_TEST

/* What is left of it lies within it. */
START_TEST(every_shorter_prefix_is_read_within_itself)
{
    for (size_t length = 0; length < strlen(rows[_i].line); length++) {
        uint8_t *copy = exact_copy(rows[_i].line, length);
        const struct bytes line = bytes_over(copy, length);
        struct column_line found = { 0 };
        struct buffer octets = { 0 };
        if (column_dump_find(line, NULL, &found)) {
            ck_assert(column_dump_decode(line, &found, &octets));
            ck_assert_uint_eq(octets.used, found.octets);
        }
        buffer_clear(&octets);
        free(copy);
    }
}
END_TEST

static struct bytes text_of(const char *text)
{
    return bytes_over((const uint8_t *)text, strlen(text));
}

START_TEST(a_line_may_be_of_several_dialects)
{
    const struct bytes line = text_of("0000000  45  45  66  69  71  73  78");
    struct column_line found;
    struct buffer octets = { 0 };
    ck_assert(column_dump_find(line, NULL, &found)); /* as hexadecimal */
    ck_assert(column_dump_find_other(line, &found)); /* and as decimal */
    ck_assert(column_dump_decode(line, &found, &octets));
    ck_assert(bytes_equal(buffer_bytes(&octets), text_of("--BEGIN")));
    while (column_dump_find_other(line, &found)) {
        ck_assert(!found.numbered);
    }
    buffer_clear(&octets);
}
END_TEST

static const struct {
    const char *before, *line;
    bool follows;
} pairs[] = {
    { "0000000   B   E   G   I   N   P   R   I", "0000010   V   A   T   E", true }, /* octal */
    { "0000000   B   E   G   I   N   P   R   I", "0000008   V   A   T   E", true }, /* others */
    { "0000018   B   E   G   I   N   P   R   I", "0000026   V   A   T   E", true }, /* decimal */
    { "0000018   B   E   G   I   N   P   R   I", "0000020   V   A   T   E", true }, /* hex */
    { "0000000   B   E   G   I   N   P   R   I", "0000020   V   A   T   E", false },
    { "0000010   B   E   G   I   N   P   R   I", "0000010   V   A   T   E", false },
    { "   B   E   G   I   N   P   R   I", "   V   A   T   E   V   A   T   E", true },
    { "   B   E   G   I   N   P   R   I", "0000010   V   A   T   E", false },
};

START_TEST(lines_follow_each_other)
{
    struct column_line before, line;
    ck_assert(column_dump_find(text_of(pairs[_i].before), NULL, &before));
    ck_assert(column_dump_find(text_of(pairs[_i].line), NULL, &line));
    ck_assert_msg(column_dump_follows(&before, &line) == pairs[_i].follows, "%s", pairs[_i].line);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("column_dump");
    const int count = (int)(sizeof(rows) / sizeof(rows[0]));
    tcase_add_loop_test(tests, line_is_found_and_decoded, 0, count);
    tcase_add_loop_test(tests, every_shorter_prefix_is_read_within_itself, 0, count);
    tcase_add_test(tests, a_line_may_be_of_several_dialects);
    tcase_add_loop_test(tests, lines_follow_each_other, 0, (int)(sizeof(pairs) / sizeof(pairs[0])));
    return suite_run("column_dump", tests);
}
