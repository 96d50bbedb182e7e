#ifndef REPLY_ROW_H
#define REPLY_ROW_H

#include "casefile/case_view.h"
#include "reports/match_entry.h"
#include "reports/report_field.h"

/* A line of `reply --json`: what was received (one line, the first), one of its keys, or one of
 * the certificates of these. It tells no more than the letter does: no path, sender, subject or
 * place. */

struct reply_row {
    const struct case_key_view *key;          /* with `sighting`, or both NULL */
    const struct case_key_sighting *sighting; /* the first of them that it answers */
    const struct match_entry *match;          /* or NULL; without all three: what was received */
    int64_t received, due;
    uint64_t files, bytes;
};

extern const struct report_table reply_table;

#endif
