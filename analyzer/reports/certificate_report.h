#ifndef CERTIFICATE_REPORT_H
#define CERTIFICATE_REPORT_H

#include "reports/match_entry.h"
#include "reports/output_file.h"

/* revoke.csv: what has to be revoked. certificates.jsonl: every certificate of a key
 * that was found or claimed, with its status; the same columns as fields, and those that
 * only scripts ask for behind them. */
void certificate_report_write(struct output_set *set, const struct match_list *list);

#endif
