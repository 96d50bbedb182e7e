#include "reports/source_report.h"

#include <string.h>

#include "reports/plain_text.h"
#include "reports/report_field.h"

struct source_row {
    const struct case_source_view *source;
    struct bytes path; /* printed */
};

static const struct case_source_view *source_of(const void *row)
{
    return ((const struct source_row *)row)->source;
}

static bool text_of(const char *text, struct field_value *value)
{
    value->text = bytes_over(text, strlen(text));
    return true;
}

static bool number_of(uint64_t number, struct field_value *value)
{
    value->number = number;
    return true;
}

static bool get_kind(const void *row, struct field_value *value)
{
    switch (source_of(row)->kind) {
    case SOURCE_INVENTORY:
        return text_of("certificates", value);
    case SOURCE_ISSUERS:
        return text_of("issuers", value);
    case SOURCE_CRL:
        return text_of("crl", value);
    case SOURCE_EVIDENCE:
        break;
    }
    return false;
}

static bool get_path(const void *row, struct field_value *value)
{
    value->text = ((const struct source_row *)row)->path;
    return true;
}

static bool get_size(const void *row, struct field_value *value)
{
    value->number = source_of(row)->size;
    return value->number != UINT64_MAX;
}

static bool get_sha256(const void *row, struct field_value *value)
{
    value->text = source_of(row)->sha256;
    return value->text.left > 0;
}

static bool get_rows(const void *row, struct field_value *value)
{
    return number_of(source_of(row)->rows, value);
}

static bool get_parsed(const void *row, struct field_value *value)
{
    return number_of(source_of(row)->parsed, value);
}

static bool get_failed(const void *row, struct field_value *value)
{
    return number_of(source_of(row)->failed, value);
}

static bool get_issuers(const void *row, struct field_value *value)
{
    return number_of(source_of(row)->issuers, value);
}

static bool get_earliest(const void *row, struct field_value *value)
{
    value->time = source_of(row)->earliest;
    return source_of(row)->dated;
}

static bool get_latest(const void *row, struct field_value *value)
{
    value->time = source_of(row)->latest;
    return source_of(row)->dated;
}

static bool get_outcome(const void *row, struct field_value *value)
{
    const struct case_source_view *source = source_of(row);
    return text_of(source->done ? outcome_name(source->outcome) : "unfinished", value);
}

static const struct report_field fields[] = {
    { "kind", FIELD_TEXT, get_kind },
    { "path", FIELD_TEXT, get_path },
    { "size", FIELD_NUMBER, get_size },
    { "sha256", FIELD_HEX, get_sha256 },
    { "rows", FIELD_NUMBER, get_rows },
    { "parsed", FIELD_NUMBER, get_parsed },
    { "failed", FIELD_NUMBER, get_failed },
    { "issuers", FIELD_NUMBER, get_issuers },
    { "earliest_not_before", FIELD_TIME, get_earliest },
    { "latest_not_after", FIELD_TIME, get_latest },
    { "outcome", FIELD_TEXT, get_outcome },
};

static const struct report_table table = { fields, sizeof(fields) / sizeof(fields[0]) };

static bool write_source(void *context, const struct case_source_view *source)
{
    struct buffer path = { 0 };
    bool kept = plain_text_print_path(source->path, &path);
    if (kept) {
        const struct source_row row = { source, buffer_bytes(&path) };
        report_put_csv_row(context, &table, &row);
    }
    buffer_clear(&path);
    return kept;
}

bool source_report_write(struct output_set *set, struct case_file *file)
{
    static const enum source_kind kinds[] = { SOURCE_INVENTORY, SOURCE_ISSUERS, SOURCE_CRL };
    struct output_file *output = output_set_add(set, "sources.csv");
    bool written = true;
    report_put_csv_header(output, &table);
    for (size_t i = 0; written && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        written = case_each_source_view(file, kinds[i], output, write_source);
    }
    return written;
}
