#ifndef PAGE_DATA_H
#define PAGE_DATA_H

#include "reports/match_entry.h"
#include "reports/page_text.h"

/* What the table of report.html shows, as JSON in a script element that is never run: a row for
 * each certificate of a leaked key, the first PAGE_ROWS_MAX, and the places of their keys. False
 * when memory ran out or the case failed. */

MUST_CHECK bool page_data_put(struct page *page, struct case_file *file,
                              const struct match_list *matches,
                              const struct key_offer_list *offers);

#endif
