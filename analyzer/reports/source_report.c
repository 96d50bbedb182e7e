#include "reports/source_report.h"

#include "reports/source_row.h"

static const struct case_source_view *source_of(const void *row)
{
    return ((const struct source_row *)row)->source;
}

static bool get_kind(const void *row, struct field_value *value)
{
    switch (source_of(row)->kind) {
    case SOURCE_INVENTORY:
        return field_text("certificates", value);
    case SOURCE_ISSUERS:
        return field_text("issuers", value);
    case SOURCE_CRL:
        return field_text("crl", value);
    case SOURCE_EVIDENCE:
        break;
    }
    return false;
}

static bool get_rows(const void *row, struct field_value *value)
{
    return field_number(source_of(row)->rows, value);
}

static bool get_parsed(const void *row, struct field_value *value)
{
    return field_number(source_of(row)->parsed, value);
}

static bool get_failed(const void *row, struct field_value *value)
{
    return field_number(source_of(row)->failed, value);
}

static bool get_issuers(const void *row, struct field_value *value)
{
    return field_number(source_of(row)->issuers, value);
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

static const struct report_field fields[] = {
    { "kind", FIELD_TEXT, get_kind },
    { "path", FIELD_TEXT, source_row_path },
    { "size", FIELD_NUMBER, source_row_size },
    { "sha256", FIELD_HEX, source_row_sha256 },
    { "rows", FIELD_NUMBER, get_rows },
    { "parsed", FIELD_NUMBER, get_parsed },
    { "failed", FIELD_NUMBER, get_failed },
    { "issuers", FIELD_NUMBER, get_issuers },
    { "earliest_not_before", FIELD_TIME, get_earliest },
    { "latest_not_after", FIELD_TIME, get_latest },
    { "outcome", FIELD_TEXT, source_row_outcome },
};

static const struct report_table table = { fields, sizeof(fields) / sizeof(fields[0]) };

bool source_report_write(struct output_set *set, struct case_file *file)
{
    static const enum source_kind kinds[] = { SOURCE_INVENTORY, SOURCE_ISSUERS, SOURCE_CRL };
    struct output_file *output = output_set_add(set, "sources.csv");
    bool written = true;
    report_put_csv_header(output, &table);
    for (size_t i = 0; written && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        written = source_row_put_all(file, kinds[i], output, &table);
    }
    return written;
}
