#include "reports/evidence_report.h"

#include "reports/output_table.h"
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
    { "path", FIELD_TEXT, source_row_path, .meaning = "path of the file" },
    { "size", FIELD_NUMBER, source_row_size,
      .meaning = "its size, in bytes; absent where it could not be told" },
    { "sha256", FIELD_HEX, source_row_sha256,
      .meaning = "its SHA-256; absent where it was not read to its end" },
    { "examined_bytes", FIELD_NUMBER, get_examined,
      .meaning = "how many of its own bytes were examined" },
    { "unread_bytes", FIELD_NUMBER, get_unread, .meaning = "how many were not" },
    { "decoded_bytes", FIELD_NUMBER, get_decoded,
      .meaning = "bytes of all that its containers hold, decoded" },
    { "decoded_examined_bytes", FIELD_NUMBER, get_decoded_examined,
      .meaning = "how many of these were examined" },
    { "outcome", FIELD_TEXT, source_row_outcome,
      .meaning = "ok, unfinished, or why something of it was not examined" },
    { "derived_from", FIELD_TEXT, get_derived_from,
      .meaning = "what it was made of elsewhere, as --derived-from says" },
};

const struct report_table evidence_table = { fields, sizeof(fields) / sizeof(fields[0]) };

bool evidence_report_write(struct output_set *set, struct case_file *file)
{
    struct output_file *output = output_set_add(set, "evidence.csv");
    report_put_csv_header(output, &evidence_table);
    return source_row_put_all(file, SOURCE_EVIDENCE, output, &evidence_table);
}
