#include "reports/evidence_report.h"

#include "reports/source_row.h"

static const struct case_source_view *source_of(const void *row)
{
    return ((const struct source_row *)row)->source;
}

static bool get_examined(const void *row, struct field_value *value)
{
    value->number = source_of(row)->examined;
    return true;
}

static bool get_unread(const void *row, struct field_value *value)
{
    const struct case_source_view *source = source_of(row);
    value->number = source->size > source->examined ? source->size - source->examined : 0;
    return source->size != UINT64_MAX;
}

static bool get_decoded(const void *row, struct field_value *value)
{
    value->number = source_of(row)->decoded;
    return true;
}

static bool get_decoded_examined(const void *row, struct field_value *value)
{
    value->number = source_of(row)->decoded_examined;
    return true;
}

static bool get_derived_from(const void *row, struct field_value *value)
{
    value->text = source_of(row)->derived_from;
    return value->text.left > 0;
}

static const struct report_field fields[] = {
    { "path", FIELD_TEXT, source_row_path },
    { "size", FIELD_NUMBER, source_row_size },
    { "sha256", FIELD_HEX, source_row_sha256 },
    { "examined_bytes", FIELD_NUMBER, get_examined },
    { "unread_bytes", FIELD_NUMBER, get_unread },
    { "decoded_bytes", FIELD_NUMBER, get_decoded },
    { "decoded_examined_bytes", FIELD_NUMBER, get_decoded_examined },
    { "outcome", FIELD_TEXT, source_row_outcome },
    { "derived_from", FIELD_TEXT, get_derived_from },
};

static const struct report_table table = { fields, sizeof(fields) / sizeof(fields[0]) };

bool evidence_report_write(struct output_set *set, struct case_file *file)
{
    struct output_file *output = output_set_add(set, "evidence.csv");
    report_put_csv_header(output, &table);
    return source_row_put_all(file, SOURCE_EVIDENCE, output, &table);
}
