#include "reports/report_field.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "public_identity.h"
#include "record/build_id.h"
#include "reports/plain_text.h"

bool field_text(const char *text, struct field_value *value)
{
    value->text = bytes_over(text, text != NULL ? strlen(text) : 0);
    return value->text.left > 0;
}

bool field_window(struct bytes window, struct field_value *value)
{
    value->text = window;
    return window.left > 0;
}

bool field_novelty(enum novelty novelty, struct field_value *value)
{
    value->truth = novelty == NOVELTY_NEW;
    return novelty != NOVELTY_UNKNOWN;
}

bool field_version(const void *row, struct field_value *value)
{
    (void)row;
    return field_text(KEYTRAWL_VERSION, value);
}

bool field_build(const void *row, struct field_value *value)
{
    (void)row;
    return field_text(build_id(), value);
}

bool field_number(uint64_t number, struct field_value *value)
{
    value->number = number;
    return true;
}

bool report_time_text(int64_t time, char text[TIMESTAMP_TEXT])
{
    const int64_t first = INT64_C(-62167219200), last = INT64_C(253402300799);
    if (time < first || time > last) {
        return false;
    }
    timestamp_print(time, text);
    return true;
}

static bool put_hex_list(struct bytes digests, struct buffer *into)
{
    struct bytes one;
    bool kept = true, first = true;
    while (kept && bytes_take(&digests, SHA256_LENGTH, &one)) {
        kept = (first || buffer_append_byte(into, ' ')) && hex_text_append(one, into);
        first = false;
    }
    return kept;
}

/* A value without quotes and escapes. *absent where it cannot be said. */
static bool put_plain(enum field_kind kind, const struct field_value *value, struct buffer *into,
                      bool *absent)
{
    char text[TIMESTAMP_TEXT] = "";
    switch (kind) {
    case FIELD_TEXT:
        return buffer_append(into, value->text);
    case FIELD_HEX:
        return hex_text_append(value->text, into);
    case FIELD_HEX_LIST:
        return put_hex_list(value->text, into);
    case FIELD_HEX_UPPER:
        return hex_text_append_upper(value->text, into);
    case FIELD_NUMBER:
        (void)snprintf(text, sizeof(text), "%llu", (unsigned long long)value->number);
        break;
    case FIELD_TIME:
        *absent = !report_time_text(value->time, text);
        break;
    case FIELD_TRUTH:
        (void)snprintf(text, sizeof(text), "%s", value->truth ? "true" : "false");
        break;
    case FIELD_OBJECT:
    case FIELD_ROWS:
        *absent = true;
        break;
    }
    return buffer_append_text(into, text);
}

static bool put_row(const struct report_table *table, const void *row, const char *between,
                    struct buffer *into);

static bool put_digests(struct bytes digests, struct buffer *into)
{
    struct bytes one;
    bool kept = buffer_append_byte(into, '['), first = true;
    while (kept && bytes_take(&digests, SHA256_LENGTH, &one)) {
        kept = buffer_append_text(into, first ? "\"" : ",\"") && hex_text_append(one, into) &&
               buffer_append_byte(into, '"');
        first = false;
    }
    return kept && buffer_append_byte(into, ']');
}

static bool put_rows(const struct field_value *value, struct buffer *into)
{
    bool kept = buffer_append_byte(into, '[');
    for (size_t i = 0; kept && i < value->count; i++) {
        const uint8_t *row = (const uint8_t *)value->rows + i * value->row_size;
        kept = (i == 0 || buffer_append_byte(into, ',')) && put_row(value->table, row, ",", into);
    }
    return kept && buffer_append_byte(into, ']');
}

static bool put_json_value(enum field_kind kind, const struct field_value *value,
                           struct buffer *into)
{
    bool bare = kind == FIELD_NUMBER || kind == FIELD_TRUTH, absent = false;
    if (kind == FIELD_HEX_LIST) {
        return put_digests(value->text, into);
    }
    if (kind == FIELD_OBJECT) {
        return put_row(value->table, value->rows, ",", into);
    }
    if (kind == FIELD_ROWS) {
        return put_rows(value, into);
    }
    if (kind == FIELD_TEXT) {
        return plain_text_print_json(value->text, into);
    }
    struct buffer plain = { 0 };
    bool kept = put_plain(kind, value, &plain, &absent);
    if (kept && absent) {
        kept = buffer_append_text(into, "null");
    } else if (kept) {
        kept = bare ? buffer_append(into, buffer_bytes(&plain))
                    : plain_text_print_json(buffer_bytes(&plain), into);
    }
    buffer_clear(&plain);
    return kept;
}

/* Recursion ends with the tables, which are ours: three deep. */
static bool put_row(const struct report_table *table, const void *row, const char *between,
                    struct buffer *into)
{
    bool kept = buffer_append_byte(into, '{');
    for (size_t i = 0; kept && i < table->count; i++) {
        const struct report_field *field = &table->fields[i];
        struct field_value value = { 0 };
        kept = (i == 0 || buffer_append_text(into, between)) && buffer_append_byte(into, '"') &&
               buffer_append_text(into, field->name) && buffer_append_text(into, "\":");
        if (kept) {
            kept = field->get(row, &value) ? put_json_value(field->kind, &value, into)
                                           : buffer_append_text(into, "null");
        }
    }
    return kept && buffer_append_byte(into, '}');
}

static void put_json(struct output_file *file, const struct report_table *table, const void *row,
                     const char *between)
{
    if (file->failure != 0) {
        return;
    }
    if (!put_row(table, row, between, &file->held) || !buffer_append_byte(&file->held, '\n')) {
        file->failure = ENOMEM;
    }
    output_put(file, bytes_over(NULL, 0)); /* writes out what has become long */
}

void report_put_json_row(struct output_file *file, const struct report_table *table,
                         const void *row)
{
    put_json(file, table, row, ",");
}

void report_put_json_document(struct output_file *file, const struct report_table *table,
                              const void *row)
{
    put_json(file, table, row, ",\n ");
}

void report_put_csv_names(struct output_file *file, const struct report_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        output_put_text(file, i > 0 ? "," : "");
        output_put_text(file, table->fields[i].name);
    }
}

void report_put_csv_header(struct output_file *file, const struct report_table *table)
{
    report_put_csv_names(file, table);
    output_put_text(file, "\r\n");
}

bool report_put_value(const struct report_field *field, const void *row, struct buffer *into)
{
    struct field_value value = { 0 };
    bool absent = false;
    return !field->get(row, &value) || put_plain(field->kind, &value, into, &absent);
}

static bool put_cell(const struct report_field *field, const void *row, struct buffer *into)
{
    struct field_value value = { 0 };
    struct buffer plain = { 0 };
    bool absent = false;
    bool kept = !field->get(row, &value) || (put_plain(field->kind, &value, &plain, &absent) &&
                                             plain_text_print_csv(buffer_bytes(&plain), into));
    buffer_clear(&plain);
    return kept;
}

void report_put_csv_cells(struct output_file *file, const struct report_table *table,
                          const void *row)
{
    for (size_t i = 0; i < table->count && file->failure == 0; i++) {
        output_put_text(file, i > 0 ? "," : "");
        if (!put_cell(&table->fields[i], row, &file->held)) {
            file->failure = ENOMEM;
        }
    }
}

void report_put_csv_row(struct output_file *file, const struct report_table *table, const void *row)
{
    report_put_csv_cells(file, table, row);
    output_put_text(file, "\r\n");
}
