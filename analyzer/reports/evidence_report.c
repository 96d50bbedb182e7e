#include "reports/evidence_report.h"

#include <errno.h>
#include <string.h>

#include "reports/plain_text.h"
#include "reports/report_field.h"

struct evidence_row {
    const struct case_source_view *source;
    struct bytes path; /* printed */
};

static const struct case_source_view *source_of(const void *row)
{
    return ((const struct evidence_row *)row)->source;
}

static bool get_path(const void *row, struct field_value *value)
{
    value->text = ((const struct evidence_row *)row)->path;
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

static bool get_outcome(const void *row, struct field_value *value)
{
    const struct case_source_view *source = source_of(row);
    const char *name = source->done ? outcome_name(source->outcome) : "unfinished";
    value->text = bytes_over(name, strlen(name));
    return true;
}

static const struct report_field fields[] = {
    { "path", FIELD_TEXT, get_path },
    { "size", FIELD_NUMBER, get_size },
    { "sha256", FIELD_HEX, get_sha256 },
    { "examined_bytes", FIELD_NUMBER, get_examined },
    { "unread_bytes", FIELD_NUMBER, get_unread },
    { "decoded_bytes", FIELD_NUMBER, get_decoded },
    { "decoded_examined_bytes", FIELD_NUMBER, get_decoded_examined },
    { "outcome", FIELD_TEXT, get_outcome },
};

static const struct report_table table = { fields, sizeof(fields) / sizeof(fields[0]) };

static bool write_source(void *context, const struct case_source_view *source)
{
    struct buffer path = { 0 };
    bool kept = plain_text_print_path(source->path, &path);
    if (kept) {
        const struct evidence_row row = { source, buffer_bytes(&path) };
        report_put_csv_row(context, &table, &row);
    }
    buffer_clear(&path);
    return kept;
}

bool evidence_report_write(struct output_set *set, struct case_file *file)
{
    struct output_file *output = output_set_add(set, "evidence.csv");
    report_put_csv_header(output, &table);
    return case_each_source_view(file, SOURCE_EVIDENCE, output, write_source);
}
