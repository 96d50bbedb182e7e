#ifndef SUMMARY_SOURCES_H
#define SUMMARY_SOURCES_H

#include "reports/case_summary.h"
#include "reports/report_field.h"

/* What summary.json says of what the case was given: of a struct root_summary, and of a struct
 * crl_summary. */
extern const struct report_table summary_root_table, summary_crl_table;

#endif
