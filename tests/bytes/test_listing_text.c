#include "bytes/listing_text.h"

#include <string.h>

#include "bytes/text_word.h"
#include "suite.h"

static const struct {
    const char *what, *text;
    bool taken;
    enum listing_name name;
    const char *octets; /* of the number; "" for none */
    size_t length;
    const char *rest;
} rows[] = {
    { "nothing", "", false, 0, "", 0, "" },
    { "blanks", " \t\r\n", false, 0, "", 0, " \t\r\n" },
    { "prose", "Regards", false, 0, "", 0, "Regards" },
    { "a name without its colon", "modulus", false, 0, "", 0, "modulus" },
    { "a name without a number", "modulus:\n", false, 0, "", 0, "modulus:\n" },
    { "a name before prose", "priv: none", false, 0, "", 0, "priv: none" },
    { "a longer word", "privx: 00:11", false, 0, "", 0, "privx: 00:11" },
    { "openssl", "priv:\n    00:a1:b2:\n    c3\npub:", true, LISTING_SECRET, "\0\xa1\xb2\xc3", 4,
      "\npub:" },
    { "certtool", "x:\n\t0a:0b\n\t0c:\n\ny:", true, LISTING_X, "\x0a\x0b\x0c", 3, "\n\ny:" },
    { "certtool, whole lines", "x:\n\t0a:0b\n\t0c:0d\n\t\n\ny:", true, LISTING_X,
      "\x0a\x0b\x0c\x0d", 4, "\n\t\n\ny:" },
    { "one line", "modulus: 00:b0: d1:83 publicExponent: 3 (0x3)", true, LISTING_MODULUS,
      "\0\xb0\xd1\x83", 4, " publicExponent: 3 (0x3)" },
    { "a small number", "publicExponent: 65537 (0x10001)\n", true, LISTING_PUBLIC_EXPONENT,
      "\x01\0\x01", 3, "\n" },
    { "a small number that is cut off", "publicExponent: 65537 (0x100", false, 0, "", 0,
      "publicExponent: 65537 (0x100" },
    { "in source code", "\" +\n\"priv:\n00:a1:\" +\n\"b2", true, LISTING_SECRET, "\0\xa1\xb2", 3,
      "" },
    { "cut off behind a digit", "priv:\n00:a1:b", true, LISTING_SECRET, "\0\xa1", 2, "b" },
    { "digits without colons", "priv: a1b2c3", false, 0, "", 0, "priv: a1b2c3" },
    { "a header", "Private-Key: (256 bit)\npriv:", true, LISTING_HEADER, "", 0, "\npriv:" },
    { "a header of its algorithm", "ED25519 Private-Key:\npriv:", true, LISTING_ED25519, "", 0,
      "\npriv:" },
    { "a header whose parenthesis does not end", "Private-Key: (256", true, LISTING_HEADER, "", 0,
      " (256" },
    { "a curve", "ASN1 OID: prime256v1\n", true, LISTING_CURVE, "", 0, "\n" },
    { "an escape", "priv:&#10;00:a1", false, 0, "", 0, "priv:&#10;00:a1" },
    { "too many marks",
      "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"priv: 01:02", false, 0, "",
      0, "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"priv: 01:02" },
};

START_TEST(half_an_octet_is_told)
{
    static const struct {
        const char *text;
        bool halved;
    } ends[] = { { "priv:\n00:a1:b", true },   { "priv:\n00:a1:b\n", true },
                 { "priv:\n00:a1:", false },   { "priv:\n00:a1:b2", false },
                 { "priv:\n00:a1", false },    { "priv:\n00:a1:\nb", false },
                 { "x: 00:a1:y: 02", false },  { "priv: 00:a1:b: c", false },
                 { "priv: 00:a1:be ", false }, { "exponent1: 3 (0x3)", false } };
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        struct bytes text = bytes_over(ends[i].text, strlen(ends[i].text));
        struct listing_item item;
        ck_assert(listing_text_take(&text, &item));
        ck_assert_msg(item.halved == ends[i].halved, "%s", ends[i].text);
    }
}
END_TEST

START_TEST(item_is_taken_or_left)
{
    const size_t length = strlen(rows[_i].text);
    uint8_t *copy = exact_copy(rows[_i].text, length), octets[8];
    struct bytes text = bytes_over(copy, length);
    struct listing_item item = { .name = LISTING_REMARK };
    ck_assert_msg(listing_text_take(&text, &item) == rows[_i].taken, "%s", rows[_i].what);
    ck_assert_int_eq(item.name, rows[_i].taken ? rows[_i].name : LISTING_REMARK);
    ck_assert_msg(bytes_equal(text, bytes_over(rows[_i].rest, strlen(rows[_i].rest))), "%s: %.*s",
                  rows[_i].what, (int)text.left, (const char *)text.at);
    ck_assert_uint_eq(listing_number_octets(item.number, octets, sizeof(octets)), rows[_i].length);
    ck_assert_mem_eq(octets, rows[_i].octets, rows[_i].length);
    free(copy);
}
END_TEST

START_TEST(octets_never_exceed_their_room)
{
    uint8_t octets[4] = { 7, 7, 7, 7 };
    const struct bytes number = bytes_over("01:02:03", 8);
    ck_assert_uint_eq(listing_number_octets(number, octets, 2), 0);
    ck_assert_uint_eq(octets[0], 7);
    ck_assert_uint_eq(listing_number_octets(number, octets, 3), 3);
    ck_assert_uint_eq(octets[3], 7);
    ck_assert_uint_eq(listing_number_octets(bytes_over("102", 3), octets, 2), 2);
    ck_assert_uint_eq(octets[0], 1);
    ck_assert_uint_eq(octets[1], 2);
}
END_TEST

START_TEST(words_are_taken_one_by_one)
{
    static const char text[] = "  one\r\n\r\ntwo\t=\n";
    uint8_t *copy = exact_copy(text, sizeof(text) - 1);
    struct bytes rest = bytes_over(copy, sizeof(text) - 1), word;
    size_t lines;
    ck_assert(text_word_take(&rest, &word, &lines) && lines == 0 && word.left == 3);
    ck_assert(text_word_take(&rest, &word, &lines) && lines == 2 && word.at[0] == 't');
    ck_assert(!text_word_is_mark(word));
    ck_assert(text_word_take(&rest, &word, &lines) && lines == 0 && text_word_is_mark(word));
    ck_assert(!text_word_take(&rest, &word, &lines));
    ck_assert_uint_eq(rest.left, 1);
    ck_assert_uint_eq(word.at[0], '=');
    free(copy);
}
END_TEST

START_TEST(blanks_and_controls_at_the_ends_are_trimmed)
{
    const struct bytes trimmed = text_trimmed(bytes_over("\t \0a b\r\n", 8));
    ck_assert(bytes_equal(trimmed, bytes_over("a b", 3)));
    ck_assert_uint_eq(text_trimmed(bytes_over(" \n", 2)).left, 0);
    ck_assert_uint_eq(text_trimmed(bytes_over(NULL, 0)).left, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("listing_text");
    tcase_add_test(tests, half_an_octet_is_told);
    tcase_add_loop_test(tests, item_is_taken_or_left, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, octets_never_exceed_their_room);
    tcase_add_test(tests, words_are_taken_one_by_one);
    tcase_add_test(tests, blanks_and_controls_at_the_ends_are_trimmed);
    return suite_run("listing_text", tests);
}
