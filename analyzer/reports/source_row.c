#include "reports/source_row.h"

#include "reports/plain_text.h"

static const struct case_source_view *source_of(const void *row)
{
    return ((const struct source_row *)row)->source;
}

bool source_row_path(const void *row, struct field_value *value)
{
    value->text = ((const struct source_row *)row)->path;
    return true;
}

bool source_row_size(const void *row, struct field_value *value)
{
    value->number = source_of(row)->size;
    return value->number != UINT64_MAX;
}

bool source_row_sha256(const void *row, struct field_value *value)
{
    return field_window(source_of(row)->sha256, value);
}

bool source_row_outcome(const void *row, struct field_value *value)
{
    const struct case_source_view *source = source_of(row);
    return field_text(source->done ? outcome_name(source->outcome) : "unfinished", value);
}

struct source_writing {
    struct output_file *output;
    const struct report_table *table;
};

static bool write_source(void *context, const struct case_source_view *source)
{
    const struct source_writing *writing = context;
    struct buffer path = { 0 };
    bool kept = plain_text_print_path(source->path, &path);
    if (kept) {
        const struct source_row row = { source, buffer_bytes(&path) };
        report_put_csv_row(writing->output, writing->table, &row);
    }
    buffer_clear(&path);
    return kept;
}

bool source_row_put_all(struct case_file *file, enum source_kind kind, struct output_file *output,
                        const struct report_table *table)
{
    struct source_writing writing = { output, table };
    return case_each_source_view(file, kind, &writing, write_source);
}
