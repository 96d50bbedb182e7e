#ifndef PAGE_PART_H
#define PAGE_PART_H

#include "reports/case_summary.h"
#include "reports/page_text.h"

/* Sections of report.html that are read from the case. Each false when memory ran out or the
 * case failed. */

/* When mails with proven keys say that they were sent. Nothing without dates. */
MUST_CHECK bool page_part_times(struct page *page, struct case_file *file);

#define PAGE_JOURNAL_MAX 500 /* lines; all stand in journal.jsonl */
/* What was examined, and the journal of what was not. */
MUST_CHECK bool page_part_coverage(struct page *page, struct case_file *file,
                                   const struct case_summary *summary);

#define PAGE_SOURCES_MAX 2000 /* files; all stand in evidence.csv and sources.csv */
/* Files with their digests, the version, the clock; ends the main part of the page. */
MUST_CHECK bool page_part_sources(struct page *page, struct case_file *file,
                                  const struct case_summary *summary);

#endif
