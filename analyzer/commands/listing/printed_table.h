#ifndef PRINTED_TABLE_H
#define PRINTED_TABLE_H

#include "reports/output_table.h"

/* What commands print with --json of their own, beside the outputs of a case: the schemas, the
 * dictionary and the manual are made of it, as of output_table. */

#define PRINTED_TABLE_MAX 16

struct printed_outputs {
    struct output_row rows[PRINTED_TABLE_MAX];
    size_t count;
};

/* All of them, in order of the commands' table. */
const struct printed_outputs *printed_table_read(void);

/* Each where it is printed. */
extern const struct report_table check_answer_table, doctor_layer_table, doctor_answer_table,
    diff_table, dry_run_table, explain_table, export_format_table, index_built_table,
    index_source_table, show_table;

#endif
