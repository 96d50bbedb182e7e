#include "containers/mail/mail_header.h"

#include <string.h>

#include "containers/mail/encoded_word.h"
#include "containers/mail/mail_date.h"
#include "containers/mail/mail_parameter.h"
#include "suite.h"

static struct bytes text_bytes(const char *text)
{
    return bytes_over(text, strlen(text));
}

static const struct {
    const char *text;
    int64_t seconds; /* INT64_MIN: no date */
} dates[] = {
    { "Mon, 5 Feb 2018 10:00:00 +0100", 1517821200 },
    { " Mon,  5 Feb 2018 10:00:00 +0100 (CET)\r\n", 1517821200 },
    { "5 Feb 2018 09:00 GMT", 1517821200 },
    { "5 Feb 18 09:00:00 UT", 1517821200 },
    { "05 Feb 118 09:00:00 Z", 1517821200 },
    { "Mon (a (nested) comment), 5 Feb 2018 09:00:00", 1517821200 },
    { "Monday, 5 February 2018 04:00:00 EST", 1517821200 },
    { "Mon, 05-Feb-2018 01:00:00 PST", 1517821200 },
    { "Mon Feb  5 09:00:00 2018", 1517821200 },
    { "Mon Feb  5 10:00:00 +0100 2018", 1517821200 },
    { "Mon,\r\n\t5 Feb 2018 09:00:00 -0000", 1517821200 },
    { "Thu, 1 Jan 1970 00:00:00 +0000", 0 },
    { "31 Dec 1969 23:59:59 +0000", -1 },
    { "29 Feb 2000 00:00:00 +0000", 951782400 },
    { "31 Dec 98 23:59:60 +0000", 915148800 },
    { "1 Jan 49 00:00:00 +0000", 2493072000 },
    { "", INT64_MIN },
    { "yesterday", INT64_MIN },
    { "29 Feb 2018 00:00:00 +0000", INT64_MIN },
    { "32 Jan 2018 00:00:00 +0000", INT64_MIN },
    { "0 Jan 2018 00:00:00 +0000", INT64_MIN },
    { "5 Foo 2018 00:00:00 +0000", INT64_MIN },
    { "5 Feb 2018", INT64_MIN },
    { "5 Feb 2018 24:00:00", INT64_MIN },
    { "5 Feb 2018 10:60:00", INT64_MIN },
    { "5 Feb 99999 10:00:00", INT64_MIN },
    { "Mon, 5 Feb 2018 10:00:00 +0100 (never closed", 1517821200 },
    { "(never closed", INT64_MIN },
    { "999999999999 Feb 2018 10:00", INT64_MIN },
};

START_TEST(dates_are_read)
{
    int64_t seconds = INT64_MIN;
    size_t length = strlen(dates[_i].text);
    uint8_t *copy = exact_copy(dates[_i].text, length);
    bool read = mail_date_read(bytes_over(copy, length), &seconds);
    ck_assert_msg(read == (dates[_i].seconds != INT64_MIN) && seconds == dates[_i].seconds,
                  "%s: %lld", dates[_i].text, (long long)seconds);
    for (size_t kept = 0; kept < length; kept++) {
        uint8_t *shorter = exact_copy(dates[_i].text, kept);
        (void)!mail_date_read(bytes_over(shorter, kept), &seconds);
        free(shorter);
    }
    free(copy);
}
END_TEST

START_TEST(the_date_of_a_received_field_stands_last)
{
    int64_t seconds = 7;
    ck_assert(mail_date_of_received(
        text_bytes("from a (x; 1 Jan 1999 1:1) by b; Mon, 5 Feb 2018 10:00:00 +0100"), &seconds));
    ck_assert_int_eq(seconds, 1517821200);
    seconds = 7;
    ck_assert(!mail_date_of_received(text_bytes("from a by b 5 Feb 2018 10:00:00"), &seconds));
    ck_assert(!mail_date_of_received(text_bytes(""), &seconds));
    ck_assert_int_eq(seconds, 7);
}
END_TEST

static const struct {
    const char *line, *text;
} words[] = {
    { "plain", "plain" },
    { "=?utf-8?B?w6TDtsO8?=", "\xc3\xa4\xc3\xb6\xc3\xbc" },
    { "=?ISO-8859-1?Q?a=E4_b?=", "a\xc3\xa4 b" },
    { "=?iso-8859-15?q?=A4?=", "\xe2\x82\xac" },
    { "=?windows-1252*en?q?=80=93?=", "\xe2\x82\xac\xe2\x80\x9c" },
    { "=?utf-8?q?a?= =?utf-8?q?b?=", "ab" },
    { "=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c" },
    { "x=?utf-8?q?a?=y", "xay" },
    { "=?koi8-r?b?8NLJ?=", "=?koi8-r?b?8NLJ?=" },
    { "=?utf-8?x?abc?=", "=?utf-8?x?abc?=" },
    { "=?utf-8?q?open", "=?utf-8?q?open" },
    { "=?utf-8?q?open?", "=?utf-8?q?open?" },
    { "=?=?=?=?", "=?=?=?=?" },
    { "a=b?c", "a=b?c" },
    { "raw \xe4", "raw \xc3\xa4" },
    { "raw \xc3\xa4", "raw \xc3\xa4" },
    { "=?utf-8?q?=ff_=c3?=", "\xef\xbf\xbd \xef\xbf\xbd" },
    { "=?utf-8?q?=4_=XX?=", "=4 =XX" },
};

START_TEST(encoded_words_are_decoded)
{
    struct buffer text = { 0 };
    size_t length = strlen(words[_i].line);
    uint8_t *copy = exact_copy(words[_i].line, length);
    ck_assert(encoded_word_decode(bytes_over(copy, length), &text));
    ck_assert_msg(bytes_equal(buffer_bytes(&text), text_bytes(words[_i].text)), "%s: %.*s",
                  words[_i].line, (int)text.used, (const char *)text.at);
    for (size_t kept = 0; kept < length; kept++) {
        uint8_t *shorter = exact_copy(words[_i].line, kept);
        ck_assert(encoded_word_decode(bytes_over(shorter, kept), &text));
        free(shorter);
    }
    free(copy);
    buffer_clear(&text);
}
END_TEST

static const struct {
    const char *line, *value; /* of the parameter `name`; NULL: none */
} parameters[] = {
    { "a/b; name=x", "x" },
    { "a/b;name=\"x;y\"; other=z", "x;y" },
    { "a/b; NAME = x ; y=z", "x" },
    { "a/b; filename=x; name=y", "y" },
    { "a/b; flag; name=y", "y" },
    { "a/b; name=\"a\\\"b\\\\c\"", "a\"b\\c" },
    { "a/b; name=\"open", "open" },
    { "a/b; name=\"", "" },
    { "a/b; name=", "" },
    { "a/b; name*=utf-8'de'%c3%a4", "\xc3\xa4" },
    { "a/b; name*0=a; name*1=b; name*3=d", "ab" },
    { "a/b; name*1*=%62; name*0*=us-ascii''%61", "ab" },
    { "a/b; name=plain; name*=utf-8''better", "better" },
    { "a/b; name*=no-quotes%41", "no-quotesA" },
    { "a/b; name=first; name=second", "first" },
    { "a/b; name*99=x", NULL },
    { "a/b; names=x", NULL },
    { "a/b", NULL },
    { "name=x", NULL },
    { "", NULL },
    { "a/b; name", NULL },
    { "a/b; ;;=;", NULL },
};

START_TEST(parameters_are_read)
{
    struct buffer value = { 0 };
    bool more = false;
    size_t length = strlen(parameters[_i].line);
    uint8_t *copy = exact_copy(parameters[_i].line, length);
    bool read = mail_parameter_read(bytes_over(copy, length), "name", true, &value, &more);
    ck_assert_msg(read == (parameters[_i].value != NULL), "%s", parameters[_i].line);
    ck_assert_msg(bytes_equal(buffer_bytes(&value), text_bytes(read ? parameters[_i].value : "")),
                  "%s: %.*s", parameters[_i].line, (int)value.used, (const char *)value.at);
    for (size_t kept = 0; kept < length; kept++) {
        uint8_t *shorter = exact_copy(parameters[_i].line, kept);
        (void)!mail_parameter_read(bytes_over(shorter, kept), "name", true, &value, &more);
        free(shorter);
    }
    free(copy);
    buffer_clear(&value);
}
END_TEST

static const struct {
    const char *block;
    size_t length;
    bool message, missing;
} blocks[] = {
    { "A: b\n\nbody", 6, false, false },
    { "A: b\r\n\r\nbody", 8, false, false },
    { "A: b\n folded\n\nbody", 14, false, false },
    { "A: b\nbody\n", 5, false, true },
    { "A: b\n--boundary:x\n", 5, false, true },
    { "A : b\n\n", 7, false, false },
    { "\nbody", 1, false, false },
    { "body", 0, false, false },
    { " folded first\n", 0, false, false },
    { "From x\nA: b\n\nbody", 13, true, false },
    { "From x\nA: b\n\nbody", 0, false, false },
    { "\n\nA: b\n\nbody", 8, true, false },
    { "123 \nA: b\n\nbody", 11, true, false },
    { "A: b", 4, true, false },
    { "", 0, true, false },
};

/* The end is the same whatever of the bytes was in sight before. */
START_TEST(header_blocks_end_where_they_should)
{
    size_t length = strlen(blocks[_i].block);
    for (size_t first = 0; first <= length; first++) {
        struct mail_header_scan scan = { .message = blocks[_i].message };
        uint8_t *shorter = exact_copy(blocks[_i].block, first);
        uint8_t *copy = exact_copy(blocks[_i].block, length);
        bool ended = mail_header_scan_on(&scan, bytes_over(shorter, first), false);
        if (!ended) {
            ck_assert(mail_header_scan_on(&scan, bytes_over(copy, length), true));
        }
        ck_assert_msg(scan.length == blocks[_i].length &&
                          scan.missing_empty_line == blocks[_i].missing,
                      "%s at %zu: %zu", blocks[_i].block, first, scan.length);
        free(shorter);
        free(copy);
    }
}
END_TEST

START_TEST(fields_are_taken_and_unfolded)
{
    struct bytes block = text_bytes("From x\nA: one\r\n two\nstray\nb-C :\t three\n\n");
    struct mail_field field;
    struct buffer line = { 0 };
    struct bytes in_place;
    ck_assert(mail_field_take(&block, &field));
    ck_assert(!mail_field_line(field.body, &in_place));
    ck_assert(mail_field_named(&field, "a") && !mail_field_named(&field, "ab"));
    ck_assert(mail_field_unfold(field.body, &line));
    ck_assert(bytes_equal(buffer_bytes(&line), text_bytes("one two")));
    buffer_reset(&line);
    ck_assert(mail_field_take(&block, &field));
    ck_assert(mail_field_named(&field, "B-c"));
    ck_assert(mail_field_line(field.body, &in_place));
    ck_assert(bytes_equal(in_place, text_bytes("three")));
    ck_assert(mail_field_unfold(field.body, &line));
    ck_assert(bytes_equal(buffer_bytes(&line), text_bytes("three")));
    ck_assert(!mail_field_take(&block, &field));
    buffer_clear(&line);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("mail_header");
    tcase_add_loop_test(tests, dates_are_read, 0, (int)(sizeof(dates) / sizeof(dates[0])));
    tcase_add_test(tests, the_date_of_a_received_field_stands_last);
    tcase_add_loop_test(tests, encoded_words_are_decoded, 0,
                        (int)(sizeof(words) / sizeof(words[0])));
    tcase_add_loop_test(tests, parameters_are_read, 0,
                        (int)(sizeof(parameters) / sizeof(parameters[0])));
    tcase_add_loop_test(tests, header_blocks_end_where_they_should, 0,
                        (int)(sizeof(blocks) / sizeof(blocks[0])));
    tcase_add_test(tests, fields_are_taken_and_unfolded);
    return suite_run("mail_header", tests);
}
