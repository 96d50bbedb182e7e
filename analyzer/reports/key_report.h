#ifndef KEY_REPORT_H
#define KEY_REPORT_H

#include "casefile/case_view.h"
#include "reports/match_entry.h"
#include "reports/report_field.h"

extern const struct report_table key_table; /* of the rows below */

/* The rows of keys.jsonl, in its order; good during the call. False when the visitor said so,
 * memory ran out or the case failed. */
MUST_CHECK bool key_report_each(struct case_file *file, const struct match_list *matches,
                                const struct key_offer_list *offers, void *context,
                                bool (*visit)(void *context, const void *row));

/* keys.jsonl: each key once, with all places it was seen at. The one output that holds
 * mail subjects, senders and paths into mailboxes. `proofs` names the forms in which the key has
 * one under proofs/ (proof_form.h), with a space between them. */
MUST_CHECK bool key_report_write(struct output_set *set, struct case_file *file,
                                 const struct match_list *matches,
                                 const struct key_offer_list *offers);

#endif
