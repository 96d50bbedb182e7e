#ifndef SOURCE_REPORT_H
#define SOURCE_REPORT_H

#include "casefile/case_view.h"
#include "reports/output_file.h"

/* sources.csv: what was read to match the keys with, so that "no match" can be trusted. */
MUST_CHECK bool source_report_write(struct output_set *set, struct case_file *file);

#endif
