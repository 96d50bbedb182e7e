#include "exports/export_line.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "exports/export_format.h"
#include "reports/serial_number.h"

/* A certificate with this serial number (content octets of its INTEGER) and issuer. */
static struct match_entry match_of(struct bytes serial, const char *issuer, struct buffer *decimal)
{
    struct match_entry match = { .serial = serial,
                                 .issuer_dn = bytes_over(issuer, strlen(issuer)),
                                 .has_final = true };
    ck_assert(serial_number_decimal(serial, decimal));
    match.serial_decimal = buffer_bytes(decimal);
    return match;
}

/* What a line says of it; NULL: it cannot be said. */
static const char *said(const char *line, struct bytes serial, const char *issuer)
{
    static char text[1024];
    struct buffer decimal = { 0 }, into = { 0 };
    const struct match_entry match = match_of(serial, issuer, &decimal);
    const struct case_stored_certificate stored = { 0 };
    struct export_row row = { .match = &match, .stored = &stored };
    ck_assert(export_line_put(line, &row, &into));
    ck_assert_uint_lt(into.used, sizeof(text));
    (void)snprintf(text, sizeof(text), "%.*s", (int)into.used, (const char *)into.at);
    buffer_clear(&into);
    buffer_clear(&decimal);
    return row.refusal == NULL ? text : NULL;
}

struct serial_case {
    const char *octets;
    size_t length;
    const char *lower, *colons, *decimal, *boulder, *ejbca;
};

static const struct serial_case serials[] = {
    { "\x01", 1, "01", "01", "1", "000000000000000000000000000000000001", "01" },
    { "\x00", 1, "00", "00", "0", "000000000000000000000000000000000000", "00" },
    /* DER's sign octet is no part of the number. */
    { "\x00\xab\xcd", 3, "abcd", "ab:cd", "43981", "00000000000000000000000000000000abcd", "ABCD" },
    { "\x03\x1f\xac", 3, "031fac", "03:1f:ac", "204716", "000000000000000000000000000000031fac",
      "031FAC" },
    /* Ten digits without a letter are decimal to EJBCA, nine are not. */
    { "\x12\x34\x56\x78\x90", 5, "1234567890", "12:34:56:78:90", "78187493520",
      "000000000000000000000000001234567890", "78187493520" },
    { "\x12\x34\x56\x78", 4, "12345678", "12:34:56:78", "305419896",
      "000000000000000000000000000012345678", "12345678" },
};

START_TEST(serial_as_each_system_takes_it)
{
    const struct serial_case *one = &serials[_i];
    const struct bytes octets = bytes_over(one->octets, one->length);
    ck_assert_str_eq(said("%{serial}", octets, ""), one->lower);
    ck_assert_str_eq(said("%{serial_colons}", octets, ""), one->colons);
    ck_assert_str_eq(said("%{serial_decimal}", octets, ""), one->decimal);
    ck_assert_str_eq(said("%{serial_boulder}", octets, ""), one->boulder);
    ck_assert_str_eq(said("%{serial_ejbca}", octets, ""), one->ejbca);
}
END_TEST

/* A line that does not fit would end the batch: it is left out and told of. */
START_TEST(serial_that_a_system_cannot_hold_is_refused)
{
    static const uint8_t long_one[19] = { 0x7f, 1 };
    const struct bytes octets = bytes_over(long_one, sizeof(long_one));
    ck_assert_ptr_null(said("%{serial_boulder}\n", octets, ""));
    ck_assert_ptr_nonnull(said("%{serial}\n", octets, ""));
    ck_assert_ptr_null(said("%{serial}", bytes_over("\xff\x01", 2), ""));
    ck_assert_ptr_null(said("%{serial_decimal}", bytes_over("\xff\x01", 2), ""));
    ck_assert_ptr_null(said("%{serial_colons}", bytes_over("", 0), ""));
    ck_assert_str_eq(said("%{serial_der}", bytes_over("\x00\xff", 2), ""), "00ff");
}
END_TEST

START_TEST(names_are_quoted_for_the_shell)
{
    const struct bytes serial = bytes_over("\x05", 1);
    ck_assert_str_eq(said("x %{issuer|sh} y\n", serial, "CN=Plain"), "x 'CN=Plain' y\n");
    ck_assert_str_eq(said("%{issuer|sh}", serial, "CN=It's; rm -rf ~ $(id) `id`"),
                     "'CN=It'\\''s; rm -rf ~ $(id) `id`'");
    ck_assert_str_eq(said("%{issuer|sh}", serial, ""), "''");
    ck_assert_str_eq(said("no place, 100%", serial, ""), "no place, 100%");
    ck_assert_str_eq(said("%{serial}%{serial}", serial, ""), "0505");
}
END_TEST

/* Every format is found by its name, and every place in its lines is known (else it would
 * abort); a script begins with what it is, and ends with its account. */
START_TEST(formats_are_sound)
{
    static const uint8_t spki[4] = { 0x30, 2, 5, 0 };
    const struct export_format *format = &export_formats[_i];
    struct buffer decimal = { 0 }, into = { 0 };
    const struct match_entry match = match_of(bytes_over("\x05", 1), "CN=x", &decimal);
    const struct case_stored_certificate stored = { .has_issuer = true };
    struct export_row row = { .match = &match,
                              .stored = &stored,
                              .sealed = bytes_over(spki, sizeof(spki)) };
    struct export_row key = { .key_name = "rsa-00",
                              .key_spki_sha256 = match.sha256,
                              .key_spki = bytes_over(spki, sizeof(spki)) };
    ck_assert_ptr_eq(export_format_find(format->name), format);
    ck_assert_ptr_nonnull(format->help);
    ck_assert(format->write != NULL || format->certificate_line != NULL ||
              format->key_line != NULL);
    ck_assert(format->certificate_line == NULL ||
              export_line_put(format->certificate_line, &row, &into));
    ck_assert(format->key_line == NULL || export_line_put(format->key_line, &key, &into));
    ck_assert_ptr_null(row.refusal);
    ck_assert_ptr_null(key.refusal);
    row.sealed = bytes_over(NULL, 0); /* what wants a sealed key refuses without */
    ck_assert(format->certificate_line == NULL ||
              export_line_put(format->certificate_line, &row, &into));
    ck_assert((row.refusal != NULL) == format->sealed);
    ck_assert(format->script == NULL || format->script[0] == '#');
    ck_assert_int_eq(memcmp(export_script_begin().at, "#!/bin/sh\n", 10), 0);
    ck_assert(format->script == NULL || strcmp(format->tail, "finish\n") == 0);
    buffer_clear(&into);
    buffer_clear(&decimal);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("export_line");
    tcase_add_loop_test(tests, serial_as_each_system_takes_it, 0,
                        sizeof(serials) / sizeof(serials[0]));
    tcase_add_test(tests, serial_that_a_system_cannot_hold_is_refused);
    tcase_add_test(tests, names_are_quoted_for_the_shell);
    tcase_add_loop_test(tests, formats_are_sound, 0, (int)export_format_count);
    return suite_run("export_line", tests);
}
