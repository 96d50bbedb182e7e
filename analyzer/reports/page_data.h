#ifndef PAGE_DATA_H
#define PAGE_DATA_H

#include "reports/match_entry.h"
#include "reports/page_text.h"

/* What the table of report.html shows, as JSON in a script element that is never run: a row for
 * each certificate of the list, the first PAGE_ROWS_MAX, and the places of their keys. False when
 * memory ran out or the case failed. */

#define PAGE_ROWS_MAX      50000 /* a browser holds them; all stand in certificates.jsonl */
#define PAGE_SIGHTINGS_MAX 10    /* of one key; all stand in keys.jsonl */

MUST_CHECK bool page_data_put(struct page *page, struct case_file *file,
                              const struct match_list *matches);

#endif
