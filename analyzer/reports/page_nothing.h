#ifndef PAGE_NOTHING_H
#define PAGE_NOTHING_H

#include "reports/case_summary.h"
#include "reports/page_text.h"

/* For a page that lists no certificate: what was found instead, and how far that can be trusted. */
void page_nothing_put(struct page *page, const struct case_summary *summary);

#endif
