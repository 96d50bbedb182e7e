#ifndef CASE_READING_H
#define CASE_READING_H

#include "reports/match_entry.h"

/* What the outputs are made of, for who looks into a case without writing them: what the evidence
 * offers for each key, with the proofs that it has, and the certificates with their statuses. */
struct case_reading {
    struct baseline baseline;
    struct key_offer_list offers;
    struct match_list matches;
};

/* False when memory ran out or the case failed; to be cleared in any case. */
MUST_CHECK bool case_reading_read(struct case_reading *reading, struct case_file *file,
                                  bool include_short_lived);
void case_reading_clear(struct case_reading *reading);

#endif
