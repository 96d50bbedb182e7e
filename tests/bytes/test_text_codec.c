/* base64, hex_text, unescape and charset_text */
#include <string.h>

#include "bytes/base64.h"
#include "bytes/charset_text.h"
#include "bytes/hex_text.h"
#include "bytes/unescape.h"
#include "suite.h"

static const struct {
    const char *text, *decoded;
} base64_rows[] = {
    { "", "" },
    { "Zg==", "f" },
    { "Zm8=", "fo" },
    { "Zm9v", "foo" },
    { "Zm9vYg", "foob" }, /* RFC 4648 section 10, without padding */
    { "Zm9vYmE", "fooba" },
    { "Zm9v\r\nYmFy", "foobar" },
    { "Zg==Zg==", "ff" }, /* two bodies behind each other */
    { "Z!m*9v", "foo" },
    { "Pj8-Pz8_", ">?>??"
                  "?" }, /* alphabet for URLs */
    { "Pj8+Pz8/", ">?>??"
                  "?" },
    { "Z", "" },
    { "Zm9vY", "foo" },
};

/* At each place in a block of sixteen; one character less is none, nor is any other alphabet. */
START_TEST(base64_row_occurs)
{
    static const char row[] = "MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSi+/";
    for (size_t before = 0; before < 40; before++) {
        for (size_t length = 30; length < 34; length++) {
            for (size_t behind = 0; behind < 2; behind++) {
                struct buffer text = { 0 };
                for (size_t i = 0; i < before; i++) {
                    const uint8_t last = (uint8_t) "-_\n\xc4"[length % 4];
                    ck_assert(buffer_append_byte(&text, i + 1 < before ? 'x' : last));
                }
                ck_assert(buffer_append(&text, bytes_over(row, length)));
                ck_assert(buffer_append_text(&text, behind > 0 ? "* and on, for words" : ""));
                uint8_t *copy = exact_copy(text.at, text.used);
                const bool longer = before > 32;
                ck_assert_int_eq(base64_occurs(bytes_over(copy, text.used), 32),
                                 longer || length >= 32);
                free(copy);
                buffer_clear(&text);
            }
        }
    }
}
END_TEST

START_TEST(base64_is_decoded)
{
    struct buffer decoded = { 0 };
    size_t length = strlen(base64_rows[_i].text);
    uint8_t *copy = exact_copy(base64_rows[_i].text, length);
    ck_assert(base64_decode(bytes_over(copy, length), &decoded));
    ck_assert_uint_eq(decoded.used, strlen(base64_rows[_i].decoded));
    ck_assert(memcmp(decoded.at, base64_rows[_i].decoded, decoded.used) == 0);
    buffer_clear(&decoded);
    free(copy);
}
END_TEST

START_TEST(base64_may_be_fed_in_any_pieces)
{
    static const char text[] = "VGhlIHF1aWNrIGJy\nb3duIGZveA==";
    for (size_t cut = 0; cut < sizeof(text) - 1; cut++) {
        struct buffer decoded = { 0 };
        struct base64_reader reader = { 0 };
        ck_assert(base64_read(&reader, bytes_over(text, cut), &decoded));
        ck_assert(base64_read(&reader, bytes_over(text + cut, sizeof(text) - 1 - cut), &decoded));
        ck_assert(base64_close(&reader, &decoded));
        ck_assert(bytes_equal(buffer_bytes(&decoded), bytes_over("The quick brown fox", 19)));
        buffer_clear(&decoded);
    }
}
END_TEST

/* Against the definition: wherever an octet stands that is none of the alphabet. */
START_TEST(base64_groups_end_where_the_alphabet_does)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    enum { LENGTH = 203 };
    uint8_t values[LENGTH];
    for (size_t length = 0; length <= LENGTH; length += length < 140 ? 1 : 9) {
        uint8_t *text = malloc(length > 0 ? length : 1);
        uint8_t *to = malloc(length > 3 ? length / 4 * 3 : 1);
        ck_assert(text != NULL && to != NULL);
        for (size_t i = 0; i < length; i++) {
            values[i] = (uint8_t)((i * 37 + length * 11) % 64);
            text[i] = (uint8_t)alphabet[values[i]];
        }
        const size_t foreign_at = length * 7 % (length + 40);
        const uint8_t foreign = (uint8_t)_i;
        const bool is_foreign = foreign == 0 || strchr(alphabet, foreign) == NULL;
        if (foreign_at < length && is_foreign) {
            text[foreign_at] = foreign;
        }
        const size_t end = foreign_at < length && is_foreign ? foreign_at : length;
        size_t made;
        ck_assert_uint_eq(base64_groups(bytes_over(text, length), to, &made), end / 4 * 4);
        ck_assert_uint_eq(made, end / 4 * 3);
        for (size_t i = 0; i < made; i++) {
            const size_t group = i / 3 * 4;
            const uint32_t bits = (uint32_t)values[group] << 18 |
                                  (uint32_t)values[group + 1] << 12 |
                                  (uint32_t)values[group + 2] << 6 | values[group + 3];
            must(to[i] == (uint8_t)(bits >> (16 - 8 * (i % 3))));
        }
        free(text);
        free(to);
    }
}
END_TEST

static void end_runs_with(uint8_t foreign, uint8_t *text, size_t length)
{
    for (size_t at = 0; at < length; at += at < 2 || at + 34 > length ? 1 : 5) {
        memset(text, 'x', length);
        text[at] = foreign;
        for (int url = 0; url < 2; url++) {
            const size_t end = base64_belongs(foreign, url == 1) ? length : at;
            must(base64_run(bytes_over(text, length), url == 1) == end);
        }
    }
}

START_TEST(base64_run_of_any_length_ends_at_the_first_foreign_one)
{
    for (size_t length = 1; length <= 100; length += length < 40 ? 1 : 15) {
        uint8_t *text = malloc(length);
        ck_assert_ptr_nonnull(text);
        for (unsigned foreign = 0; foreign < 256; foreign++) {
            end_runs_with((uint8_t)foreign, text, length);
        }
        free(text);
    }
    for (unsigned i = 0; i < 256; i++) {
        ck_assert(base64_belongs((uint8_t)i, false) == base64_standard((uint8_t)i));
        ck_assert(base64_belongs((uint8_t)i, true) == (base64_value((uint8_t)i) != BASE64_FOREIGN));
    }
}
END_TEST

START_TEST(base64_run_ends_where_the_alphabet_does)
{
    ck_assert_uint_eq(base64_run(bytes_over("ab+/-", 5), false), 4);
    ck_assert_uint_eq(base64_run(bytes_over("ab-_=", 5), true), 4);
    ck_assert_uint_eq(base64_run(bytes_over("=", 1), true), 0);
    ck_assert_uint_eq(base64_value('='), BASE64_FOREIGN);
    ck_assert_uint_eq(base64_value(0xc3), BASE64_FOREIGN);
    ck_assert(base64_standard('+') && !base64_standard('-') && !base64_standard('='));
}
END_TEST

static const struct {
    const char *text;
    size_t run, digits;
    const char *decoded;
} hex_rows[] = {
    { "666f6f", 6, 6, "foo" },
    { "66:6F:6f", 8, 6, "foo" },
    { "66 6f\n6f rest", 8, 6, "foo" },
    { "0x66, 0x6f,\n  0x6f };", 18, 6, "foo" },
    { "\\x66\\x6f\\x6f\"", 12, 6, "foo" },
    { "666f6", 4, 4, "fo" },
    { "6", 0, 0, "" },
    { "g6", 0, 0, "" },
    { "", 0, 0, "" },
    { "66, ", 2, 2, "f" },
};

START_TEST(hex_is_measured_and_decoded)
{
    struct buffer decoded = { 0 };
    size_t length = strlen(hex_rows[_i].text), digits;
    uint8_t *copy = exact_copy(hex_rows[_i].text, length);
    ck_assert_uint_eq(hex_text_run(bytes_over(copy, length), &digits), hex_rows[_i].run);
    ck_assert_uint_eq(digits, hex_rows[_i].digits);
    ck_assert(hex_text_decode(bytes_over(copy, hex_rows[_i].run), &decoded));
    ck_assert(bytes_equal(buffer_bytes(&decoded),
                          bytes_over(hex_rows[_i].decoded, strlen(hex_rows[_i].decoded))));
    buffer_clear(&decoded);
    free(copy);
}
END_TEST

START_TEST(hex_is_appended_in_either_case)
{
    struct buffer text = { 0 };
    ck_assert(hex_text_append(bytes_over(NULL, 0), &text));
    ck_assert_uint_eq(text.used, 0);
    ck_assert(hex_text_append(bytes_over("\x00\x9a\xff", 3), &text));
    ck_assert(hex_text_append_upper(bytes_over("\x0b\xde", 2), &text));
    ck_assert(bytes_equal(buffer_bytes(&text), bytes_over("009aff0BDE", 10)));
    buffer_clear(&text);
}
END_TEST

static const struct {
    const char *text;
    size_t taken; /* 0: no escape */
    const char *made;
} escapes[] = {
    { "\\n", 2, "\n" },
    { "\\r\\n", 2, "\r" },
    { "\\Nx", 2, "\n" },
    { "\\N\\Nx", 2, "\n" },
    { "\\N\r\n x", 2, "\n" },
    { "\\N\tx", 0, NULL },
    { "\\N,x", 0, NULL },
    { "\\N\nx", 0, NULL },
    { "\\N\r\n", 0, NULL },
    { "\\N", 0, NULL },
    { "\\/", 2, "/" },
    { "\\\\n", 2, "\\" },
    { "\\u000a", 6, "\n" },
    { "\\u2013", 6, "\xe2\x80\x93" },
    { "\\x0a", 4, "\n" },
    { "\\115\\111", 4, "M" },
    { "\\012\"", 4, "\n" },
    { "\\115", 4, "M" },
    { "\\115 ", 0, NULL },
    { "\\001\\002", 0, NULL },
    { "\\315\\311", 0, NULL },
    { "\\11", 0, NULL },
    { "=4D=49", 3, "M" },
    { "=4D=\n=49", 3, "M" },
    { "=4D=C3=A4", 0, NULL },
    { "=4D", 0, NULL },
    { "=4DMII", 0, NULL },
    { "\\\nx", 2, "\n" },
    { "\\-", 2, "-" },
    { "\\+x", 2, "+" },
    { "\\=", 2, "=" },
    { "\\=\n-", 2, "=" },
    { "\\=75004d", 0, "" },
    { "\\=\nu004d", 0, "" },
    { "\\=\r\nx4d", 0, "" },
    { "\\_x", 2, "_" },
    { "\\ x", 2, " " },
    { "%0A", 3, "\n" },
    { "%2b", 3, "+" },
    { "&#10;", 5, "\n" },
    { "&#43;", 5, "+" },
    { "&#x2F;", 6, "/" },
    { "&amp;", 5, "&" },
    { "&nbsp;", 6, " " },
    { "=0A", 3, "\n" },
    { "=3D", 3, "=" },
    { "=\nx", 2, "" },
    { "=\r\nx", 3, "" },
    { "= \n", 3, "" },
    { "\\q", 0, "" },
    { "\\", 0, "" },
    { "\\u00g0", 0, "" },
    { "\\u00", 0, "" },
    { "%0", 0, "" },
    { "%zz", 0, "" },
    { "&#;", 0, "" },
    { "&#10", 0, "" },
    { "&#1114112;", 0, "" },
    { "&thing;", 0, "" },
    { "=41", 0, "" },
    { "=0a", 0, "" },
    { "==", 0, "" },
    { "=", 0, "" },
    { "x", 0, "" },
    { "", 0, "" },
    { "=20\n", 3, " " },
    { "=2026-11-15T", 0, "" },
    { "=2026-1", 3, " " },
    { "\\\xe2\x80\x94x", 4, "\xe2\x80\x94" },
    { "\\\xe2\x88\x92", 4, "\xe2\x88\x92" },
    { "\\\xe2\x80", 0, "" },
    { "\\\xe2\x80\xa6", 0, "" },
    { "`nMII", 2, "\n" },
    { "`r`n`r`nMII", 8, "\n\n" },
    { "`n`n`t`nx", 6, "\n\n\t" },
    { "`r`", 2, "\r" },
    { "`", 0, "" },
    { "`x`", 0, "" },
    { "\x1b[0m", 4, "" },
    { "\x1b[m", 3, "" },
    { "\x1b[38;2;255;128;64m-", 18, "" },
    { "\x1b[?2004h", 8, "" },
    { "\x1b[2 q", 5, "" },
    { "\x1b[3;1H", 6, "\n" },
    { "\x1b[12C", 5, " " },
    { "\x1b(B", 3, "" },
    { "\x1b=", 2, "" },
    { "\x1b]0;me@host\x07$", 12, "" },
    { "\x1b]8;;https://example.org\x1b\\-", 26, "" },
    { "\x1b[", 0, "" },
    { "\x1b[31", 0, "" },
    { "\x1b[\x1b[m", 0, "" },
    { "\x1b", 0, "" },
    { "\x1b(", 0, "" },
    { "\x1b]0;me", 0, "" },
    { "\x1b]0;me\n\x07", 0, "" },
    { "\x1b]0;me\x1b[m", 0, "" },
    { "^[[32m-", 6, "" },
    { "#033[0;32m-", 10, "" },
    { "[32m-", 4, "" },
    { "[0K", 3, "" },
    { "[32]", 0, "" },
    { "[2J", 0, "" },
    { "[m", 0, "" },
    { "[3", 0, "" },
    { "^[", 0, "" },
    { "#033", 0, "" },
    { "\\e[32m", 2, "\x1b" },
    { "\\033[32m", 4, "\x1b" },
    { "\\033-", 0, "" },
};

START_TEST(escape_is_taken_or_left)
{
    uint8_t made[UNESCAPE_MADE_MAX];
    size_t count = 0, length = strlen(escapes[_i].text);
    uint8_t *copy = exact_copy(escapes[_i].text, length);
    size_t taken = unescape_take(bytes_over(copy, length), made, &count);
    ck_assert_msg(taken == escapes[_i].taken, "%s: %zu", escapes[_i].text, taken);
    if (taken > 0) {
        ck_assert_uint_eq(count, strlen(escapes[_i].made));
        ck_assert(memcmp(made, escapes[_i].made, count) == 0);
    }
    free(copy);
}
END_TEST

START_TEST(utf16_is_narrowed)
{
    static const char little[] = "A\0\x13\x20\xe9\0\n\0\x00\x30";
    static const char big[] = "\0A\x20\x13\0\xe9\0\n\x30\x00";
    struct buffer one = { 0 }, other = { 0 };
    ck_assert_uint_eq(charset_run(bytes_over(little, 10), CHARSET_UTF16_LE), 8);
    ck_assert_uint_eq(charset_run(bytes_over(big, 10), CHARSET_UTF16_BE), 8);
    ck_assert_uint_eq(charset_run(bytes_over(big, 9), CHARSET_UTF16_BE), 8);
    ck_assert_uint_eq(charset_run(bytes_over(little, 1), CHARSET_UTF16_LE), 0);
    ck_assert(charset_narrow(bytes_over(little, 8), CHARSET_UTF16_LE, &one));
    ck_assert(charset_narrow(bytes_over(big, 8), CHARSET_UTF16_BE, &other));
    ck_assert(bytes_equal(buffer_bytes(&one), bytes_over("A-\xe9\n", 4)));
    ck_assert(bytes_equal(buffer_bytes(&one), buffer_bytes(&other)));
    buffer_clear(&one);
    buffer_clear(&other);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("text_codec");
    tcase_add_test(tests, base64_row_occurs);
    tcase_add_loop_test(tests, base64_is_decoded, 0, ROWS(base64_rows));
    tcase_add_test(tests, base64_may_be_fed_in_any_pieces);
    tcase_add_loop_test(tests, base64_groups_end_where_the_alphabet_does, 0, 256);
    tcase_add_test(tests, base64_run_of_any_length_ends_at_the_first_foreign_one);
    tcase_add_test(tests, base64_run_ends_where_the_alphabet_does);
    tcase_add_loop_test(tests, hex_is_measured_and_decoded, 0, ROWS(hex_rows));
    tcase_add_test(tests, hex_is_appended_in_either_case);
    tcase_add_loop_test(tests, escape_is_taken_or_left, 0, ROWS(escapes));
    tcase_add_test(tests, utf16_is_narrowed);
    return suite_run("text_codec", tests);
}
