#ifndef NOTIFY_REPORT_H
#define NOTIFY_REPORT_H

#include "casefile/case_file.h"
#include "reports/contact_list.h"
#include "reports/match_entry.h"
#include "reports/output_file.h"

/* notify.csv: whom the CA tells that it revokes (BR 4.9.5): a line per certificate of the
 * list and contact. Settings of the case: `contacts`, a CSV of the operator's; and
 * `public_suffixes`, a public suffix list. False when memory ran out or the case failed. */
MUST_CHECK bool notify_report_write(struct output_set *set, struct case_file *file,
                                    const struct match_list *list);

/* The same rows for who writes something else of them: `contact` is a row of the contacts, 0
 * where there is none for it. False also when the visitor stops. */
typedef bool notify_visit(void *context, const struct match_entry *entry,
                          const struct contact_list *contacts, size_t contact);
MUST_CHECK bool notify_report_each(struct case_file *file, const struct match_list *list,
                                   void *context, notify_visit *visit);

#endif
