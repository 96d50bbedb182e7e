#ifndef CERTIFICATE_REPORT_H
#define CERTIFICATE_REPORT_H

#include "reports/match_entry.h"
#include "reports/report_field.h"

extern const struct report_table certificate_table; /* all fields; of the rows below */

/* The rows of certificates.jsonl, in its order; good during the call. False when the visitor
 * said so. */
MUST_CHECK bool certificate_report_each(const struct match_list *list, void *context,
                                        bool (*visit)(void *context, const void *row));

/* revoke.csv: what has to be revoked. certificates.jsonl: every certificate of a key
 * that was found or claimed, with its status; the same columns as fields, and those that
 * only scripts ask for behind them. */
void certificate_report_write(struct output_set *set, const struct match_list *list);

#endif
