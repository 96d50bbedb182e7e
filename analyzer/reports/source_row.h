#ifndef SOURCE_ROW_H
#define SOURCE_ROW_H

#include "casefile/case_view.h"
#include "reports/report_field.h"

/* A file that was read, as a row of evidence.csv and of sources.csv. */
struct source_row {
    const struct case_source_view *source;
    struct bytes path; /* printed: it is percent-encoded and can be turned back */
};

bool source_row_path(const void *row, struct field_value *value);
bool source_row_size(const void *row, struct field_value *value);
bool source_row_sha256(const void *row, struct field_value *value);
bool source_row_outcome(const void *row, struct field_value *value);

/* A CSV row for each source of one kind. False when memory ran out or the case failed. */
MUST_CHECK bool source_row_put_all(struct case_file *file, enum source_kind kind,
                                   struct output_file *output, const struct report_table *table);

#endif
