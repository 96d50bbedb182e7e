#include <string.h>

#include "reports/plain_text.h"
#include "reports/report_field.h"
#include "reports/serial_number.h"
#include "suite.h"

static const struct {
    const char *what, *text;
    size_t length;
    const char *plain, *path, *json, *csv;
} texts[] = {
    { "nothing", "", 0, "", "", "\"\"", "" },
    { "a word", "word", 4, "word", "word", "\"word\"", "word" },
    { "letters of others", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 9,
      "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
      "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80" },
    { "NUL and escape", "a\0\x1b[", 4, "a%00%1B[", "a%00%1B[", "\"a\\u0000\\u001b[\"", "a%00%1B[" },
    { "line break", "a\r\nb", 4, "a%0D%0Ab", "a%0D%0Ab", "\"a\\u000d\\u000ab\"", "a%0D%0Ab" },
    { "C1 control", "\xc2\x9b", 2, "%C2%9B", "%C2%9B", "\"\\u009b\"", "%C2%9B" },
    { "override of direction", "\xe2\x80\xae", 3, "%E2%80%AE", "%E2%80%AE", "\"\\u202e\"",
      "%E2%80%AE" },
    { "quotes", "a\"\\,", 4, "a\"\\,", "a\"\\,", "\"a\\\"\\\\,\"", "\"a\"\"\\,\"" },
    { "marks of a provenance", "%!", 2, "%!", "%25%21", "\"%!\"", "%!" },
    { "formula", "=1+1", 4, "=1+1", "=1+1", "\"=1+1\"", "%3D1+1" },
    { "formula of a sign", "-1+cmd|'x'!A", 12, "-1+cmd|'x'!A", "-1+cmd|'x'%21A", "\"-1+cmd|'x'!A\"",
      "%2D1+cmd|'x'!A" },
    { "formula of one letter", "@", 1, "@", "@", "\"@\"", "%40" },
    { "number below 0", "-128", 4, "-128", "-128", "\"-128\"", "\"-128\"" },
    { "sign alone", "-", 1, "-", "-", "\"-\"", "%2D" },
    { "formula in wide letters",
      "\xef\xbc\x9d"
      "1",
      4,
      "\xef\xbc\x9d"
      "1",
      "\xef\xbc\x9d"
      "1",
      "\"\xef\xbc\x9d"
      "1\"",
      "%EF%BC%9D1" },
    { "wide letter", "\xef\xbc\xa1", 3, "\xef\xbc\xa1", "\xef\xbc\xa1", "\"\xef\xbc\xa1\"",
      "\xef\xbc\xa1" },
    { "formula in the next cell", "a;=1;b;-2;-x", 12, "a;=1;b;-2;-x", "a;=1;b;-2;-x",
      "\"a;=1;b;-2;-x\"", "\"a;%3D1;b;%2D2;%2Dx\"" },
    { "and between quotes", ";\"=1\"", 5, ";\"=1\"", ";\"=1\"", "\";\\\"=1\\\"\"",
      "\";\"\"%3D1\"\"\"" },
    { "semicolon at the end", "=;", 2, "=;", "=;", "\"=;\"", "\"%3D;\"" },
    { "no UTF-8", "\xff", 1, "%FF", "%FF", "\"%FF\"", "%FF" },
    { "cut character", "\xe2\x82", 2, "%E2%82", "%E2%82", "\"%E2%82\"", "%E2%82" },
    { "overlong", "\xc0\xaf\xe0\x80\xaf", 5, "%C0%AF%E0%80%AF", "%C0%AF%E0%80%AF",
      "\"%C0%AF%E0%80%AF\"", "%C0%AF%E0%80%AF" },
    { "half of a pair", "\xed\xa0\x80", 3, "%ED%A0%80", "%ED%A0%80", "\"%ED%A0%80\"", "%ED%A0%80" },
    { "past the last", "\xf4\x90\x80\x80", 4, "%F4%90%80%80", "%F4%90%80%80", "\"%F4%90%80%80\"",
      "%F4%90%80%80" },
};
#define TEXTS (sizeof(texts) / sizeof(texts[0]))

static void expect(bool (*print)(struct bytes text, struct buffer *into), size_t row,
                   const char *expected)
{
    uint8_t *copy = exact_copy(texts[row].text, texts[row].length);
    struct buffer found = { 0 };
    ck_assert(print(bytes_over(copy, texts[row].length), &found));
    ck_assert_msg(bytes_equal(buffer_bytes(&found), bytes_over(expected, strlen(expected))),
                  "%s: %.*s", texts[row].what, (int)found.used, (const char *)found.at);
    buffer_clear(&found);
    free(copy);
}

START_TEST(text_is_safe_and_exact)
{
    expect(plain_text_print, (size_t)_i, texts[_i].plain);
    expect(plain_text_print_path, (size_t)_i, texts[_i].path);
    expect(plain_text_print_json, (size_t)_i, texts[_i].json);
    expect(plain_text_print_csv, (size_t)_i, texts[_i].csv);
}
END_TEST

static const struct {
    const char *octets;
    size_t length;
    const char *decimal;
} serials[] = {
    { "", 0, "" },
    { "\x00", 1, "0" },
    { "\x09", 1, "9" },
    { "\x0a", 1, "10" },
    { "\x00\xff", 2, "255" },
    { "\xff", 1, "-1" },
    { "\x80", 1, "-128" },
    { "\x80\x00", 2, "-32768" },
    { "\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 9, "2361183241434822606847" },
    { "\x04\x00\x00\x00\x00\x01\x2f\x4e\xe1\x52\xd7", 11, "4835703278459819397305047" },
};

START_TEST(serial_is_a_signed_number)
{
    uint8_t *copy = exact_copy(serials[_i].octets, serials[_i].length);
    struct buffer found = { 0 };
    ck_assert(serial_number_decimal(bytes_over(copy, serials[_i].length), &found));
    ck_assert(buffer_append_byte(&found, 0));
    ck_assert_str_eq((const char *)found.at, serials[_i].decimal);
    buffer_clear(&found);
    free(copy);
}
END_TEST

/* 2 to the power of 1016 is the largest that begins with 01; one octet more is too long. */
START_TEST(serial_past_the_bound_has_no_decimal)
{
    uint8_t octets[129] = { 1 };
    struct buffer found = { 0 };
    ck_assert(serial_number_decimal(bytes_over(octets, 129), &found));
    ck_assert_uint_eq(found.used, 0);
    ck_assert(serial_number_decimal(bytes_over(octets, 128), &found));
    ck_assert_uint_eq(found.used, 306);
    buffer_clear(&found);
}
END_TEST

static const struct {
    int64_t time;
    const char *text; /* NULL: none */
} times[] = {
    { 0, "1970-01-01T00:00:00Z" },
    { INT64_C(951782399), "2000-02-28T23:59:59Z" },
    { INT64_C(951782400), "2000-02-29T00:00:00Z" },
    { -1, "1969-12-31T23:59:59Z" },
    { INT64_C(-62167219200), "0000-01-01T00:00:00Z" },
    { INT64_C(-62167219201), NULL },
    { INT64_C(253402300799), "9999-12-31T23:59:59Z" },
    { INT64_C(253402300800), NULL },
    { INT64_MAX, NULL },
    { INT64_MIN, NULL },
};

START_TEST(time_is_written_as_rfc_3339)
{
    char text[TIMESTAMP_TEXT] = "";
    ck_assert_int_eq(report_time_text(times[_i].time, text), times[_i].text != NULL);
    ck_assert_str_eq(text, times[_i].text != NULL ? times[_i].text : "");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("plain text");
    tcase_add_loop_test(tests, text_is_safe_and_exact, 0, (int)TEXTS);
    tcase_add_loop_test(tests, serial_is_a_signed_number, 0,
                        (int)(sizeof(serials) / sizeof(serials[0])));
    tcase_add_test(tests, serial_past_the_bound_has_no_decimal);
    tcase_add_loop_test(tests, time_is_written_as_rfc_3339, 0,
                        (int)(sizeof(times) / sizeof(times[0])));
    return suite_run("plain_text", tests);
}
