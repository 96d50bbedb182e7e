#include "reports/source_report.h"

#include "reports/output_table.h"
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
    { "kind", FIELD_TEXT, get_kind,
      .meaning = "certificates, issuers or crl: the option that named it" },
    { "path", FIELD_TEXT, source_row_path, .meaning = "path of the file" },
    { "size", FIELD_NUMBER, source_row_size,
      .meaning = "its size, in bytes; absent where it could not be told" },
    { "sha256", FIELD_HEX, source_row_sha256,
      .meaning = "its SHA-256; absent where it was not read to its end" },
    { "rows", FIELD_NUMBER, get_rows, .meaning = "certificates, or rows with one, that were seen" },
    { "parsed", FIELD_NUMBER, get_parsed, .meaning = "how many were read" },
    { "failed", FIELD_NUMBER, get_failed, .meaning = "how many could not be read" },
    { "issuers", FIELD_NUMBER, get_issuers, .meaning = "how many issuers they name" },
    { "earliest_not_before", FIELD_TIME, get_earliest,
      .meaning = "first second of validity of all" },
    { "latest_not_after", FIELD_TIME, get_latest, .meaning = "last second of validity of all" },
    { "outcome", FIELD_TEXT, source_row_outcome,
      .meaning = "ok, unfinished, or why something of it was not read" },
};

const struct report_table source_table = { fields, sizeof(fields) / sizeof(fields[0]) };

bool source_report_write(struct output_set *set, struct case_file *file)
{
    static const enum source_kind kinds[] = { SOURCE_INVENTORY, SOURCE_ISSUERS, SOURCE_CRL };
    struct output_file *output = output_set_add(set, "sources.csv");
    bool written = true;
    report_put_csv_header(output, &source_table);
    for (size_t i = 0; written && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        written = source_row_put_all(file, kinds[i], output, &source_table);
    }
    return written;
}
