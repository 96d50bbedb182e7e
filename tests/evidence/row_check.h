#ifndef ROW_CHECK_H
#define ROW_CHECK_H

#include "candidates/markup_damage.h"
#include "crypto/public_numbers.h"
#include "evidence_run.h"

/* One row of the catalogue of forms: a key of that form is put into evidence, also
 * quoted, escaped and encoded, and must be found there, proven, once. */

/* The name of the key that a SubjectPublicKeyInfo in PEM is of. */
static inline void row_name_of_spki(const char *fixture, char name[KEY_IDENTITY_TEXT])
{
    struct pem_block block = pem_fixture(fixture);
    struct public_numbers numbers;
    struct public_identity identity;
    ck_assert_int_eq(spki_read(buffer_bytes(&block.content), &numbers), OUTCOME_OK);
    ck_assert_int_eq(public_identity_of(&numbers, &identity), OUTCOME_OK);
    public_identity_text(&identity, name);
    buffer_clear(&block.content);
}

/* One key, at one place: `begin` bytes into the content, `length` long, or anywhere
 * where `length` is 0. */
static inline void row_check_found(const char *what, const char *how, struct bytes content,
                                   const char *name, size_t begin, size_t length)
{
    struct record_list list = { 0 };
    run_scan(content, &list);
    ck_assert_msg(list.keys == 1, "%s, %s: %u keys\n%s", what, how, list.keys,
                  record_list_text(&list));
    ck_assert_msg(strcmp(list.name, name) == 0, "%s, %s: %s", what, how, record_list_text(&list));
    char expected[64];
    snprintf(expected, sizeof(expected), "proven@%zu+%zu\n", begin, length);
    ck_assert_msg(length == 0 ? strncmp(record_list_text(&list), "proven", 6) == 0
                              : strcmp(record_list_text(&list), expected) == 0,
                  "%s, %s: %s instead of %s", what, how, record_list_text(&list), expected);
    record_list_clear(&list);
}

/* Through each damage, with a text before it and one behind. */
static inline void row_check_damaged(const char *what, struct bytes key, const char *name,
                                     const struct damage *damages, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buffer damaged = { 0 }, content = { 0 };
        damages[i].apply(key, &damaged);
        put(&content, "Here it is:\n");
        must(buffer_append(&content, buffer_bytes(&damaged)));
        put(&content, "\n\nbye\n");
        row_check_found(what, damages[i].name, buffer_bytes(&content), name, 0, 0);
        buffer_clear(&content);
        buffer_clear(&damaged);
    }
}

/* What holds no key gives none. */
static inline void row_check_nothing(const char *what, struct bytes content)
{
    struct record_list list = { 0 };
    run_scan(content, &list);
    ck_assert_msg(list.keys == 0, "%s: %s", what, record_list_text(&list));
    record_list_clear(&list);
}

#define ROW_DAMAGE(name)                                                                           \
    {                                                                                              \
#name, name                                                                                \
    }

/* Of text: without and with a second level on top. */
static inline void escaped_twice(struct bytes from, struct buffer *into)
{
    struct buffer once = { 0 };
    escape_json(from, &once);
    escape_json(buffer_bytes(&once), into);
    buffer_clear(&once);
}

static inline void escaped_in_json(struct bytes from, struct buffer *into)
{
    put(into, "{\"name\": \"x\", \"file\": \"");
    escape_json(from, into);
    put(into, "\"}");
}

static inline void quoted_crlf(struct bytes from, struct buffer *into)
{
    struct buffer once = { 0 };
    quote(from, &once);
    line_ends_crlf(buffer_bytes(&once), into);
    buffer_clear(&once);
}

static inline void line_breaks(struct bytes from, struct buffer *into)
{
    static const struct substitution rows[] = { { '\n', "<br>\n" }, { '&', "&amp;" } };
    put(into, "<p>");
    substitute(from, rows, sizeof(rows) / sizeof(rows[0]), into);
    put(into, "</p>");
}

static const struct damage row_text_damages[] = {
    ROW_DAMAGE(escape_json),
    ROW_DAMAGE(escape_json_slash),
    ROW_DAMAGE(escape_crlf),
    ROW_DAMAGE(escape_unicode),
    ROW_DAMAGE(escape_percent),
    ROW_DAMAGE(escape_reference),
    ROW_DAMAGE(escape_quoted),
    ROW_DAMAGE(escaped_twice),
    ROW_DAMAGE(escaped_in_json),
    ROW_DAMAGE(line_ends_crlf),
    ROW_DAMAGE(line_ends_cr),
    ROW_DAMAGE(line_ends_space),
    ROW_DAMAGE(quote),
    ROW_DAMAGE(quote_twice),
    ROW_DAMAGE(quote_bar),
    ROW_DAMAGE(quoted_crlf),
    ROW_DAMAGE(indent),
    ROW_DAMAGE(indent_tab),
    ROW_DAMAGE(number_colon),
    ROW_DAMAGE(diff_plus),
    ROW_DAMAGE(comment_hash),
    ROW_DAMAGE(log_syslog),
    ROW_DAMAGE(log_iso),
    ROW_DAMAGE(source_plus),
    ROW_DAMAGE(in_mail),
    ROW_DAMAGE(base64_line),
    ROW_DAMAGE(base64_wrapped),
    ROW_DAMAGE(hex_plain),
    ROW_DAMAGE(hex_array),
    ROW_DAMAGE(line_breaks),
    ROW_DAMAGE(markup_break_joined),
    ROW_DAMAGE(markup_paragraph),
    ROW_DAMAGE(markup_span),
    ROW_DAMAGE(markup_div),
    ROW_DAMAGE(markup_word),
    ROW_DAMAGE(markup_nbsp),
    ROW_DAMAGE(source_c),
    ROW_DAMAGE(source_java),
    ROW_DAMAGE(source_array),
    ROW_DAMAGE(source_yaml),
    ROW_DAMAGE(trailing_blanks),
    ROW_DAMAGE(trailing_backslash),
};
#define ROW_TEXT_DAMAGES (sizeof(row_text_damages) / sizeof(row_text_damages[0]))

#endif
