#ifndef EVIDENCE_REPORT_H
#define EVIDENCE_REPORT_H

#include "casefile/case_view.h"
#include "reports/report_field.h"

/* evidence.csv: every file under the evidence, for the chain of custody. The path is
 * written as in provenances: what is no printable UTF-8, `%` and `!` as %XX. */
MUST_CHECK bool evidence_report_write(struct output_set *set, struct case_file *file);

extern const struct report_table journal_table; /* of the rows below */

/* The rows of journal.jsonl, in its order; good during the call. False when the visitor said so,
 * memory ran out or the case failed. */
MUST_CHECK bool journal_report_each(struct case_file *file, void *context,
                                    bool (*visit)(void *context, const void *row));

/* journal.jsonl: what was not examined, in evidence and certificate sources, and why; and
 * notes on anomalies that cost nothing. */
MUST_CHECK bool journal_report_write(struct output_set *set, struct case_file *file);

#endif
