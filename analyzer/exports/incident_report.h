#ifndef INCIDENT_REPORT_H
#define INCIDENT_REPORT_H

#include "exports/export_run.h"

/* The list of affected certificates of an incident report to the CCADB (template 3.2): a CSV of
 * certificates that were valid when the keys were received; from 10,000 on a line with the place
 * at crt.sh for each instead, as it asks. */
MUST_CHECK bool incident_report_write(struct export_run *run, const struct match_list *matches);

#endif
