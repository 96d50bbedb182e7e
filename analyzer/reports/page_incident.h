#ifndef PAGE_INCIDENT_H
#define PAGE_INCIDENT_H

#include "reports/case_summary.h"
#include "reports/page_text.h"

/* Sections of report.html for those who have to report further. */

/* The affected certificates in the columns of an incident report to the CCADB
 * (reports/incident_table), PAGE_INCIDENT_MAX of them. */
void page_incident_put(struct page *page, const struct match_list *matches);

/* Which program wrote the report, by which clock, and what it was told. */
void page_incident_put_run(struct page *page, const struct case_summary *summary);

#endif
