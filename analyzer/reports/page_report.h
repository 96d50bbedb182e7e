#ifndef PAGE_REPORT_H
#define PAGE_REPORT_H

#include "reports/case_summary.h"

/* report.html: the case for people, one file that needs nothing from outside. The headline, a
 * time line, charts, the table of certificates, what was examined and what was not, digests. */
MUST_CHECK bool page_report_write(struct output_set *set, struct case_file *file,
                                  const struct match_list *matches,
                                  const struct key_offer_list *offers,
                                  const struct case_summary *summary, bool redacted);

#endif
