#ifndef SUMMARY_SEALED_H
#define SUMMARY_SEALED_H

#include "reports/report_field.h"
#include "reports/sealed_report.h"

/* What summary.json says of a struct sealed_summary: how many proven keys are sealed, how many are
 * not (sealed/index.csv says why), and for whom; the latter only where all are for the same. */
extern const struct report_table summary_sealed_table;

#endif
