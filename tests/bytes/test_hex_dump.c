#include "bytes/hex_dump.h"

#include <string.h>

#include "suite.h"

static const struct {
    const char *line, *octets; /* NULL: no line of a dump */
    size_t length;
} rows[] = {
    { "00000000  30 82 01 22 02 01 00 02  82 01 01 00 8f 41 42 43  |0..\"......|",
      "\x30\x82\x01\x22\x02\x01\x00\x02\x82\x01\x01\x00\x8f\x41\x42\x43", 16 },
    { "00000010  6b 65 79 0a                                       |key.|", "key\n", 4 },
    { "00000000: 2d2d 2d2d 2d42 4547 494e 2050 5249 5641  -----BEGIN PRIVA", "-----BEGIN PRIVA",
      16 },
    { "00000010: 5445 0a                                  TE.", "TE\n", 3 },
    { "0000020 4d 49 49 45", "MIIE", 4 },
    { "0030   4d 49 49 45 76 51 49 42 41 44   MIIEvQIBAD", "MIIEvQIBAD", 10 },
    { "> 00000000  4d 49 49 45  |MIIE|", "MIIE", 4 },
    { "\x1b[36;1m0030   4d 49 49 45 76 51 49 42 41 44   MIIEvQIBAD\x1b[0m", "MIIEvQIBAD", 10 },
    { "\x1b[36;1m\x1b[K0030   4d 49 49 45", "MIIE", 4 },
    { "[36;1m0030   4d 49 49 45", NULL, 0 }, /* the colour of nothing */
    { "00007ff0`1:", NULL, 0 },
    { "0000h: 4D 49 49 45 ; MIIE", "MIIE", 4 },
    { "00000000  4d 49 49 45 76 51 49 42-41 44 41 4e 42 67 6b 71  MIIEvQIBADANBgkq",
      "MIIEvQIBADANBgkq", 16 },
    { "01b0: 45 43 67 67 45 41 54 49 63 57 56 4b 49 47 52 79 ECggEATIcWVKIGRy", "ECggEATIcWVKIGRy",
      16 },
    { "0000000 026455 026455 041055", "----B-", 6 }, /* in the order of its digits */
    { "0000020 115 111 111 105", "MIIE", 4 },
    { "\t0x0000:  2d2d 2d2d 2d42 4547 494e 2050 5249 5641  -----BEGIN.PRIVA", "-----BEGIN PRIVA",
      16 },
    { "\t0x04b0:  4d49 49                                  MII", "MII", 3 },
    { "0x7ff7bfeff2a0: 4d 49 49 45 76 51 49 42  MIIEvQIB", "MIIEvQIB", 8 },
    { "0x7ffff7a00008:\t0x4d\t0x49\t0x49\t0x45", "MIIE", 4 },
    { "0x555555558048 <key+8>:\t0x4d\t0x49\t0x49\t0x45\r", "MIIE", 4 },
    { "0x555555558048 <a<b, c>::key+8>:  0x4d    0x49", "MI", 2 },
    { "0x7ffff7a00010:\t0x4d494945\t0x76514942", "MIIEvQIB", 8 }, /* in the order of its digits */
    { "0x7ffff7a00010:\t0x4d49494576514942\t0x4144414e42676b71", "MIIEvQIBADANBgkq", 16 },
    { "0x7ffff7a00010:\t0x4d\t0x4949", "M", 1 },
    { "0x7ffff7a00010:\t0x4d\t0x4", "M", 1 },
    { "0x7ffff7a00010:\t0x4d,\t0x49", NULL, 0 },
    { "0x7ffff7a00010:\t0x4d4", NULL, 0 },
    { "0x7ffff7a00010:\t0x", NULL, 0 },
    { "0x555555558048 <key+8:\t0x4d", NULL, 0 },
    { "0x555555558048 <key+8>\t0x4d", NULL, 0 },
    { "0x00:  4d 49 49 45", NULL, 0 },
    { "00x0000:  4d 49 49 45", NULL, 0 },
    { "00000000", NULL, 0 },
    { "00000000  ", NULL, 0 },
    { "00000000  4", NULL, 0 },
    { "000  4d 49", NULL, 0 },
    { "00000000000000000  4d 49", NULL, 0 },
    { "2026-11-25 09:00:17 dear sir", NULL, 0 },
    { "no dump at all", NULL, 0 },
    { "", NULL, 0 },
};

START_TEST(line_is_found_and_decoded)
{
    const size_t length = strlen(rows[_i].line);
    uint8_t *copy = exact_copy(rows[_i].line, length);
    struct bytes line = bytes_over(copy, length);
    struct hex_dump_line found = { .from = 7, .to = 7, .octets = 7 };
    struct buffer octets = { 0 };
    bool is_line = hex_dump_find(line, &found);
    ck_assert_msg(is_line == (rows[_i].octets != NULL), "%s", rows[_i].line);
    if (is_line) {
        ck_assert(hex_dump_decode(line, &found, &octets));
        ck_assert_uint_eq(found.octets, rows[_i].length);
        ck_assert_msg(
            bytes_equal(buffer_bytes(&octets), bytes_over(rows[_i].octets, rows[_i].length)),
            "%s: %.*s", rows[_i].line, (int)octets.used, (const char *)octets.at);
    } else {
        ck_assert_uint_eq(found.from, 7);
    }
    buffer_clear(&octets);
    free(copy);
}
END_TEST

static const struct {
    const char *line;
    bool shows;
} shown[] = {
    { "00000000  4d 49 49 45 0a 49 42 41  |MIIE.IBA|", true },
    { "00000000: 4d49 4945 0a49 4241  MIIE.IBA", true },
    { "12: 00000000: 4d49 4945 2049 4241  MIIE IBA</p>", true },
    { "0000h: 4D 49 49 45 ; MIIE", true },
    { "00000000: 4d49 2045 0a00 ff41  MI.E.. A", true },
    { "00000000: 4d49 4945 0a49 4241  MIIE.IBB", false },
    { "00000000: 4d49 4945 0a49 4241  MIIEvIBA", false },
    { "00000000: 4d49 4945 0a49 4241  MIIE.IBADANB", false },
    { "00000000: 4d49 4945 0a49 4241  MIIE.IBA*", false },
    { "00000000: 0000 0000 0000 0000  MIIEvIBA", false },
    { "00000000: 0000 0000 0000 0000  ........", false },
    { "00000000: 4d49 4900 0000 0000  MII.....", false },
    { "00000000: 4d49 4945 0a49 4241  MIIE.IB", false },
    { "00000000: 4d49 4945 0a49 4241", false },
    { "00000000: 4d49 4945 0a49 4241       MIIE.IBA", false },
    { "MIIE.IBA", false },
    { "", false },
};

START_TEST(text_beside_the_digits_is_held_against_them)
{
    const size_t length = strlen(shown[_i].line);
    for (size_t kept = 0; kept <= length; kept++) {
        uint8_t *copy = exact_copy(shown[_i].line, kept);
        struct hex_dump_line found;
        size_t at;
        const bool shows = hex_dump_shows_text(bytes_over(copy, kept), &found, &at);
        ck_assert_msg(kept < length || shows == shown[_i].shows, "%s", shown[_i].line);
        ck_assert(!shows || (at >= found.to && at + found.octets <= kept));
        free(copy);
    }
}
END_TEST

static const struct {
    const char *before, *line;
    bool follows;
} pairs[] = {
    { "00000000  30 82 01 22", "00000004  02 01 00 02", true },
    { "00000000  30 82 01 22", "> 00000004  02 01 00 02", true },
    { "00000000  30 82 01 22", "12: 00000004  02 01 00 02", true },
    { "0000000 060 202 001 042 002 001 000 002", "0000010 202 001", true },
    { "0000fffe  30 82", "00010000  02 01", true },
    { "ffffffff  30", "100000000  02 01", true },
    { "fffffffffffffffe  30 82", "0000000000000000  02 01", true },
    { "0000h: 4D 49 49 45 ; MIIE", "0004h: 4D 49 49 45 ; MIIE", true },
    { "\t0x0000:  3082 0122 0201 0002", "\t0x0008:  8201", true },
    { "0x4010:\t0x30\t0x82", "0x4012:\t0x01\t0x22", true },
    { "0x4010 <key>:\t0x22018230", "0x4014 <key+4>:\t0x02000102", true },
    { "0x4010 <key>:\t0x22018230", "0x4018 <key+4>:\t0x02000102", false },
    { "00000000  30 82 01 22", "00000005  02 01 00 02", false },
    { "00000000  30 82 01 22", "00000004", false },
    { "00000000  30 82 01 22", "00000004  no octets", false },
    { "00000000  30 82 01 22", "00000008  02 01 00000004", false },
    { "00000000  30 82 01 22", "x00000004  02 01 00 02", false },
    { "00000000  30 82 01 22", "", false },
};

START_TEST(next_line_goes_on_from_the_one_before)
{
    struct hex_dump_line before, found = { .from = 7 }, same;
    const size_t length = strlen(pairs[_i].line);
    uint8_t *copy = exact_copy(pairs[_i].line, length);
    const struct bytes line = bytes_over(copy, length);
    ck_assert(hex_dump_find(bytes_over(pairs[_i].before, strlen(pairs[_i].before)), &before));
    const bool follows = hex_dump_find_next(line, &before, &found);
    ck_assert_msg(follows == pairs[_i].follows, "%s", pairs[_i].line);
    ck_assert(follows == (hex_dump_find(line, &same) && hex_dump_follows(&before, &same)));
    ck_assert_uint_eq(found.from, follows ? same.from : 7);
    free(copy);
}
END_TEST

START_TEST(words_are_swapped_whole)
{
    static const struct {
        const char *octets, *swapped;
        size_t word;
    } words[] = {
        { "--B-GE", "---BEG", 2 },   { "--B-G", "---BG", 2 }, { "B---", "---B", 4 },
        { "B---IGE", "---BIGE", 4 }, { "EB---", "EB---", 1 }, { "", "", 2 },
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        const size_t length = strlen(words[i].octets);
        uint8_t *copy = exact_copy(words[i].octets, length);
        hex_dump_swap(copy, length, words[i].word);
        ck_assert(memcmp(copy, words[i].swapped, length) == 0);
        free(copy);
    }
}
END_TEST

START_TEST(every_shorter_line_stays_within_itself)
{
    for (size_t length = 0; length < strlen(rows[_i].line); length++) {
        uint8_t *copy = exact_copy(rows[_i].line, length);
        struct hex_dump_line found;
        struct buffer octets = { 0 };
        if (hex_dump_find(bytes_over(copy, length), &found)) {
            ck_assert_uint_le(found.to, length);
            ck_assert(hex_dump_decode(bytes_over(copy, length), &found, &octets));
            ck_assert_uint_eq(octets.used, found.octets);
        }
        buffer_clear(&octets);
        free(copy);
    }
}
END_TEST

static const struct {
    const char *text;
    size_t line, end;
} ends[] = {
    { "abc\ndef", 3, 1 },
    { "abc\r\ndef", 3, 2 },
    { "abc", 3, 0 },
    { "abc\\ndef", 3, 2 },
    { "abc\\r\\nd", 3, 4 },
    { "a\\n|\nd", 4, 1 },
    { "\n\nabc", 0, 2 },
    { "", 0, 0 },
    { "abc\\", 4, 0 },
    { "0880   30 30 30 30 30 32 30 30  3a 20 30 64 33 30 20 31   00000200: 0d30 1 "
      "0890   30 32 33 20 31 66 63 65",
      75, 0 }, /* what stands beside the digits is no offset, in octal neither */
};

START_TEST(line_ends_where_it_ends)
{
    size_t line, end, length = strlen(ends[_i].text);
    uint8_t *copy = exact_copy(ends[_i].text, length);
    hex_dump_line_end(bytes_over(copy, length), &line, &end);
    ck_assert_msg(line == ends[_i].line && end == ends[_i].end, "%s: %zu %zu", ends[_i].text, line,
                  end);
    free(copy);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("hex_dump");
    tcase_add_loop_test(tests, line_is_found_and_decoded, 0, ROWS(rows));
    tcase_add_loop_test(tests, text_beside_the_digits_is_held_against_them, 0, ROWS(shown));
    tcase_add_loop_test(tests, next_line_goes_on_from_the_one_before, 0, ROWS(pairs));
    tcase_add_test(tests, words_are_swapped_whole);
    tcase_add_loop_test(tests, every_shorter_line_stays_within_itself, 0, ROWS(rows));
    tcase_add_loop_test(tests, line_ends_where_it_ends, 0, ROWS(ends));
    return suite_run("hex_dump", tests);
}
