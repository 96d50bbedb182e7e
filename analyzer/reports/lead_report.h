#ifndef LEAD_REPORT_H
#define LEAD_REPORT_H

#include "reports/lead_list.h"
#include "reports/output_file.h"

/* leads.csv: what is closed or of an unknown kind, why, and which certificates are at
 * stake. Certificates of one lead stand in its cells in one order, apart by a space,
 * their issuers by "; " (RFC 4514 escapes a semicolon within a name). False when
 * memory ran out. */
MUST_CHECK bool lead_report_write(struct output_set *set, const struct lead_list *list);

#endif
