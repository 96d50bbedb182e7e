#include "manual/output_schema.h"

#include <string.h>

#include "commands/listing/printed_table.h"
#include "manual/field_type.h"
#include "reports/output_table.h"

#define STRINGED(number) #number
#define TEXT_OF(number)  STRINGED(number)

/* The texts are ours: of what JSON escapes they have quotes and backslashes alone. */
static void put_string(FILE *out, const char *text)
{
    (void)fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            (void)fputc('\\', out);
        }
        (void)fputc(*text, out);
    }
    (void)fputc('"', out);
}

static void put_member(FILE *out, const char *name, const char *value)
{
    put_string(out, name);
    (void)fputs(": ", out);
    put_string(out, value);
}

static void put_words(FILE *out, output_word *words, bool csv)
{
    (void)fputs(",\n \"enum\": [", out);
    for (size_t i = 0; words(i) != NULL; i++) {
        if (words(i)[0] != '\0') {
            put_string(out, words(i));
            (void)fputs(", ", out);
        }
    }
    (void)fputs(csv ? "\"\"]" : "null]", out);
}

static void put_object(FILE *out, const struct report_table *table, enum output_form form);

/* An empty cell is what null is elsewhere. */
static void put_cell(FILE *out, const struct report_field *field)
{
    const char *pattern = field_type_pattern(field, OUTPUT_CSV);
    (void)fputs("\"type\": \"string\"", out);
    if (pattern != NULL) {
        char whole[256];
        (void)snprintf(whole, sizeof(whole), "^$|%s", pattern);
        (void)fputs(",\n ", out);
        put_member(out, "pattern", whole);
    }
}

static void put_rows(FILE *out, const struct report_field *field, enum output_form form)
{
    (void)fputs("\"type\": [\"array\", \"null\"],\n \"items\": {", out);
    put_object(out, field->inner, form);
    (void)fputs("}", out);
}

static void put_type(FILE *out, const struct report_field *field, enum output_form form)
{
    const char *pattern = field_type_pattern(field, form);
    switch (field->kind) {
    case FIELD_NUMBER:
        (void)fputs("\"type\": [\"integer\", \"null\"],\n \"minimum\": 0", out);
        break;
    case FIELD_TRUTH:
        (void)fputs("\"type\": [\"boolean\", \"null\"]", out);
        break;
    case FIELD_HEX_LIST:
        (void)fputs("\"type\": [\"array\", \"null\"],\n \"items\": {\"type\": \"string\", "
                    "\"pattern\": \"^[0-9a-f]{64}$\"}",
                    out);
        break;
    case FIELD_OBJECT:
        put_object(out, field->inner, form);
        break;
    case FIELD_ROWS:
        put_rows(out, field, form);
        break;
    case FIELD_TEXT:
    case FIELD_HEX:
    case FIELD_HEX_UPPER:
    case FIELD_TIME:
        (void)fputs("\"type\": [\"string\", \"null\"]", out);
        break;
    }
    if (pattern != NULL) {
        (void)fputs(",\n ", out);
        put_member(out, "pattern", pattern);
    }
    if (field->kind == FIELD_TIME) {
        (void)fputs(", \"format\": \"date-time\"", out);
    }
}

static void put_field(FILE *out, const struct report_field *field, enum output_form form)
{
    output_word *words = output_words_of(field->name);
    put_string(out, field->name);
    (void)fputs(": {\n ", out);
    put_member(out, "description", field->meaning);
    (void)fputs(",\n ", out);
    if (form == OUTPUT_CSV) {
        put_cell(out, field);
    } else {
        put_type(out, field, form);
    }
    if (words != NULL && field->kind == FIELD_TEXT) {
        put_words(out, words, form == OUTPUT_CSV);
    }
    (void)fputs("}", out);
}

/* Recursion ends with the tables, three deep. */
static void put_object(FILE *out, const struct report_table *table, enum output_form form)
{
    bool first = true;
    (void)fputs("\"type\": [\"object\", \"null\"],\n \"required\": [", out);
    for (size_t i = 0; i < table->count; i++) {
        if (!table->fields[i].may_lack) {
            (void)fputs(first ? "" : ", ", out);
            put_string(out, table->fields[i].name);
            first = false;
        }
    }
    (void)fputs("],\n \"properties\": {\n", out);
    for (size_t i = 0; i < table->count; i++) {
        (void)fputs(i > 0 ? ",\n" : "", out);
        put_field(out, &table->fields[i], form);
    }
    (void)fputs("}", out);
}

static void put_schema(FILE *out, const struct output_row *row)
{
    char identity[128], meaning[512];
    (void)snprintf(identity, sizeof(identity),
                   "urn:keytrawl:schema:%s:" TEXT_OF(OUTPUT_FORMAT_VERSION), row->schema);
    (void)snprintf(meaning, sizeof(meaning), "%s%s", row->meaning,
                   row->form == OUTPUT_CSV
                       ? " This is one row: the cells as texts, under the names of the header."
                   : row->form == OUTPUT_LINES ? " This is one line."
                                               : "");
    (void)fputs("{\n", out);
    put_member(out, "$schema", "https://json-schema.org/draft/2020-12/schema");
    (void)fputs(",\n", out);
    put_member(out, "$id", identity);
    (void)fputs(",\n", out);
    put_member(out, "title", row->name);
    (void)fputs(",\n", out);
    put_member(out, "description", meaning);
    (void)fputs(row->second != NULL ? ",\n\"anyOf\": [{" : ",\n", out);
    put_object(out, row->table, row->form);
    if (row->second != NULL) {
        (void)fputs("},\n{", out);
        put_object(out, row->second, row->form);
        (void)fputs("}]", out);
    }
    (void)fputs("\n}\n", out);
}

static void put_cell_text(FILE *out, const char *text)
{
    (void)fputc('"', out);
    for (; *text != '\0'; text++) {
        (void)fputs(*text == '"' ? "\"" : "", out);
        (void)fputc(*text, out);
    }
    (void)fputc('"', out);
}

static void put_dictionary(FILE *out, const char *output, const char *above,
                           const struct report_table *table, enum output_form form)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct report_field *field = &table->fields[i];
        char name[256];
        output_word *words = output_words_of(field->name);
        (void)snprintf(name, sizeof(name), "%s%s%s", above, above[0] != '\0' ? "." : "",
                       field->name);
        put_cell_text(out, output);
        (void)fputc(',', out);
        put_cell_text(out, name);
        (void)fputc(',', out);
        put_cell_text(out, field_type_words(field, form));
        (void)fputs(",\"", out);
        for (size_t word = 0; words != NULL && words(word) != NULL; word++) {
            (void)fprintf(out, "%s%s", words(word),
                          words(word)[0] != '\0' && words(word + 1) != NULL ? " " : "");
        }
        (void)fputs("\",", out);
        put_cell_text(out, field->meaning);
        (void)fputs("\r\n", out);
        if (field->inner != NULL) {
            put_dictionary(out, output, name, field->inner, form);
        }
    }
}

static void write_output(const struct manual *manual, FILE *dictionary,
                         const struct output_row *row)
{
    char name[128];
    if (row->table == NULL) {
        return;
    }
    (void)snprintf(name, sizeof(name), "schemas/%s.schema.json", row->schema);
    FILE *schema = page_file_open(manual, name);
    put_schema(schema, row);
    page_file_close(schema);
    put_dictionary(dictionary, row->name, "", row->table, row->form);
    if (row->second != NULL) {
        put_dictionary(dictionary, row->name, "", row->second, row->form);
    }
}

void output_schemas_write(const struct manual *manual)
{
    const struct printed_outputs *printed = printed_table_read();
    FILE *dictionary = page_file_open(manual, "schemas/dictionary.csv");
    (void)fputs("output,field,type,words,meaning\r\n", dictionary);
    for (size_t i = 0; i < output_table_length; i++) {
        write_output(manual, dictionary, &output_table[i]);
    }
    for (size_t i = 0; i < printed->count; i++) {
        write_output(manual, dictionary, &printed->rows[i]);
    }
    page_file_close(dictionary);
}
