#ifndef KEY_REPORT_H
#define KEY_REPORT_H

#include "casefile/case_view.h"
#include "reports/match_entry.h"
#include "reports/output_file.h"

/* keys.jsonl: each key once, with all places it was seen at. The one output that holds
 * mail subjects, senders and paths into mailboxes. `proofs` names the forms in which the key has
 * one under proofs/ (proof_form.h), with a space between them. */
MUST_CHECK bool key_report_write(struct output_set *set, struct case_file *file,
                                 const struct match_list *matches,
                                 const struct key_offer_list *offers);

#endif
