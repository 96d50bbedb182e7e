#include "bytes/spelled_octet.h"

#include <string.h>

#include "suite.h"

static struct bytes text_of(const char *text)
{
    return bytes_over(text, strlen(text));
}

static const struct {
    const char *text;
    int value;
    size_t length;
    bool word;
} numbers[] = {
    { "(byte)0x30, ", 0x30, 10, true },
    { "(byte) -126,", 130, 11, true },
    { "(sbyte)-1}", 255, 9, true },
    { "(uint8_t) 7;", 7, 11, true },
    { ".byte\t0x82\n", 0x82, 10, true },
    { ".byte 4", 4, 7, true },
    { "0x30u8,", 0x30, 6, true },
    { "130u8]", 130, 5, true },
    { "0x82.toByte(),", 0x82, 13, true },
    { "-3.toByte())", 253, 11, true },
    { "0x30,", 0x30, 4, false },
    { "48", 48, 2, false },
    { "255 ", 255, 3, false },
};

START_TEST(numbers_with_a_word_are_taken)
{
    struct bytes rest = text_of(numbers[_i].text);
    uint8_t octet = 0;
    bool word = !numbers[_i].word;
    ck_assert(spelled_octet_take(&rest, &octet, &word));
    ck_assert_int_eq(octet, numbers[_i].value);
    ck_assert_uint_eq(strlen(numbers[_i].text) - rest.left, numbers[_i].length);
    ck_assert(word == numbers[_i].word);
}
END_TEST

static const char *const refused[] = {
    "",      "(byte)",    "(byte) x", "(byte)256",     "(int)3", ".bytes 3", "0x30u16",
    "300u8", "3.toBytes", "0x123u8",  "(byte)(byte)3", "u8",     "x",
};

START_TEST(other_words_are_refused)
{
    const struct bytes text = text_of(refused[_i]);
    struct bytes rest = text;
    uint8_t octet = 77;
    bool word = true;
    ck_assert(!spelled_octet_take(&rest, &octet, &word));
    ck_assert_ptr_eq(rest.at, text.at);
    ck_assert_uint_eq(rest.left, text.left);
    ck_assert_uint_eq(octet, 77);
    ck_assert(word);
}
END_TEST

static const struct {
    const char *text;
    size_t gap;
} gaps[] = {
    { ", (byte)3", 2 },
    { ",\n    0x82", 6 },
    { "\n\t.byte 4", 2 },
    { ",\n> (byte)0x30, 2", 4 },
    { ",\n  12  (byte)0x30, 2", 8 },
    { ",\r\n2026-01-02 10:00:01 INFO 48, 130", 28 },
    { ",\\n    0x82", 7 },
    { "\\q0x82", 0 },
    { "};", 0 },
    { ", x", 0 },
    { "3", 0 },
    { "", 0 },
    { ",\n\n\n\n48, 3", 0 },
};

START_TEST(gaps_lead_to_the_next_number)
{
    ck_assert_uint_eq(spelled_octet_gap(text_of(gaps[_i].text)), gaps[_i].gap);
}
END_TEST

static const struct {
    const char *text;
    size_t slashes, length;
    int value; /* -1: refused */
} escapes[] = {
    { "\\x82", 1, 4, 0x82 },     { "\\202", 1, 4, 0x82 },   { "\\0001", 1, 4, 0 },
    { "\\2x", 1, 2, 2 },         { "\\u0082", 1, 6, 0x82 }, { "0", 1, 1, '0' },
    { "\\n", 1, 2, '\n' },       { "\\\\", 1, 2, '\\' },    { "\\\\202", 2, 5, 0x82 },
    { "\\\\\\\\1", 2, 4, '\\' }, { "\\'", 1, 2, '\'' },     { "~", 1, 1, '~' },
    { "\\\"", 2, 2, '"' },       { "\\400", 1, 0, -1 },     { "\\u0182", 1, 0, -1 },
    { "\\xg0", 1, 0, -1 },       { "\\x8", 1, 0, -1 },      { "\\", 1, 0, -1 },
    { "\\x82", 2, 0, -1 },       { "\n", 1, 0, -1 },        { "\xc3", 1, 0, -1 },
    { "\\q", 1, 0, -1 },
};

START_TEST(escapes_stand_for_one_octet)
{
    const struct bytes text = text_of(escapes[_i].text);
    struct bytes rest = text;
    uint8_t octet = 77;
    const bool taken = spelled_octet_escape(&rest, escapes[_i].slashes, &octet);
    ck_assert(taken == (escapes[_i].value >= 0));
    ck_assert_int_eq(octet, taken ? escapes[_i].value : 77);
    ck_assert_uint_eq(text.left - rest.left, escapes[_i].length);
}
END_TEST

/* No byte behind the end is looked at. */
START_TEST(every_shorter_text_is_read_within_itself)
{
    const char *const texts[] = { "(byte) 0x30, (byte)-3,\n> 7 4u8, 0x3.toByte()",
                                  "\\x82\\\\202\\u0082\\n\\\\\\\\" };
    for (size_t i = 0; i < 2; i++) {
        for (size_t length = 0; length <= strlen(texts[i]); length++) {
            for (size_t from = 0; from <= length; from++) {
                uint8_t *copy = exact_copy(texts[i] + from, length - from);
                struct bytes rest = bytes_over(copy, length - from);
                uint8_t octet;
                bool word;
                (void)!spelled_octet_take(&rest, &octet, &word);
                rest = bytes_over(copy, length - from);
                ck_assert_uint_le(spelled_octet_gap(rest), rest.left);
                (void)!spelled_octet_escape(&rest, 1, &octet);
                (void)!spelled_octet_escape(&rest, 2, &octet);
                free(copy);
            }
        }
    }
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

int main(void)
{
    TCase *tests = tcase_create("spelled_octet");
    tcase_add_loop_test(tests, numbers_with_a_word_are_taken, 0, ROWS(numbers));
    tcase_add_loop_test(tests, other_words_are_refused, 0, ROWS(refused));
    tcase_add_loop_test(tests, gaps_lead_to_the_next_number, 0, ROWS(gaps));
    tcase_add_loop_test(tests, escapes_stand_for_one_octet, 0, ROWS(escapes));
    tcase_add_test(tests, every_shorter_text_is_read_within_itself);
    return suite_run("spelled_octet", tests);
}
