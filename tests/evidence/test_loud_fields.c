/* Bounds of the fields of a mail are said in the journal, with the place. */
#include "evidence/loud_bound.h"

#define LONG_FIELD "is longer, or of more sections, than is decoded"

static void put_mail(struct buffer *into, const char *field, size_t blanks, size_t letters)
{
    put(into, "From: one@example.org\nDate: Thu, 26 Nov 2026 01:00:00 +0000\n");
    put(into, field);
    fill(into, ' ', blanks);
    fill(into, 'x', letters);
    put(into, "\nMIME-Version: 1.0\n\nHello.\n");
}

/* What is not decoded of a field was read as text all the same. */
START_TEST(mail_field)
{
    static const char *const fields[] = { "Subject:", "Content-Type: text/plain; name=" };
    struct buffer mail = { 0 };
    put_mail(&mail, fields[_i], 0, MAIL_FIELD_MAX + 1);
    expect(&mail, LONG_FIELD, 0);
    put_mail(&mail, fields[_i], MAIL_FIELD_MAX, 7);
    if (_i % 2 == 0) {
        expect_none(&mail); /* blanks before it take no room */
    } else {
        expect(&mail, LONG_FIELD, 0);
    }
}
END_TEST

START_TEST(parameter_sections)
{
    struct buffer field = { 0 }, mail = { 0 };
    put(&field, "Content-Disposition: attachment");
    for (unsigned i = 0; i <= PARAMETER_SECTIONS_MAX; i++) {
        char section[32];
        snprintf(section, sizeof(section), ";\n filename*%u=s%u", i, i);
        put(&field, section);
        if (i + 1 == PARAMETER_SECTIONS_MAX) {
            ck_assert(buffer_append(&mail, buffer_bytes(&field)));
        }
    }
    ck_assert(buffer_append_byte(&mail, 0) && buffer_append_byte(&field, 0));
    struct buffer text = { 0 };
    put_mail(&text, (const char *)mail.at, 0, 0);
    expect_none(&text);
    put_mail(&text, (const char *)field.at, 0, 0);
    expect(&text, LONG_FIELD, 0);
    buffer_clear(&mail);
    buffer_clear(&field);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("loud_fields");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, mail_field, 0, 2);
    tcase_add_test(tests, parameter_sections);
    return run_suite("loud_fields", tests);
}
