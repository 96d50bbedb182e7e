#ifndef PAGE_PART_H
#define PAGE_PART_H

#include "reports/case_summary.h"
#include "reports/page_text.h"

/* Sections of report.html that are read from the case. Each false when memory ran out or the
 * case failed. */

/* When mails with proven keys say that they were sent. Nothing without dates. */
void page_part_times(struct page *page, const struct case_summary *summary);

/* What was examined, and the journal of what was not, PAGE_JOURNAL_MAX lines of it. */
MUST_CHECK bool page_part_coverage(struct page *page, struct case_file *file,
                                   const struct case_summary *summary);

/* Files with their digests, PAGE_SOURCES_MAX of each kind. */
MUST_CHECK bool page_part_sources(struct page *page, struct case_file *file);

/* Ends the main part of the page. */
void page_part_end(struct page *page);

#endif
