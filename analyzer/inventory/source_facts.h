#ifndef SOURCE_FACTS_H
#define SOURCE_FACTS_H

#include "bounds.h"
#include "certificates/certificate_frame.h"
#include "record.h"

/* What sources.csv says of a source beside its counts: how many issuers its
 * certificates have, and from when to when they are valid. A few nanoseconds a
 * certificate: all of them go through here. */
struct issuer_count {
    uint64_t name; /* block_sum() of the Name as it stands; 0: a free slot */
    uint64_t count;
};

struct source_facts {
    int64_t earliest, latest; /* seconds since 1970 */
    bool dated;               /* there are any */
    struct issuer_count issuers[SOURCE_ISSUERS_SLOTS];
    size_t count;                          /* of issuers, at most SOURCE_ISSUERS_MAX */
    uint8_t least_text[13], most_text[13]; /* UTCTimes between which nothing is new */
    struct buffer told;                    /* what source_facts_end() shows */
};

void source_facts_add(struct source_facts *facts, const struct certificate_frame *frame);
/* Fills the same of `done`; its issuers are a window on the facts. */
void source_facts_end(struct source_facts *facts, struct file_done *done);
void source_facts_clear(struct source_facts *facts);

#endif
