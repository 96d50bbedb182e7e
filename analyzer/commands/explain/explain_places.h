#ifndef EXPLAIN_PLACES_H
#define EXPLAIN_PLACES_H

#include "casefile/case_view.h"
#include "commands/explain/explain_subject.h"

/* Where the keys of the certificates stand that are asked about. */

struct explained {
    const struct match_entry *entry;
    uint64_t sightings;  /* of its key, or of what claims to be that */
    struct buffer first; /* path and place of the first, printed; what the mail around it says */
    struct buffer mail_from, encoding, remark;
    bool has_mail;
    int64_t mail_date;
};

/* Reads the sightings of all of them in one walk. False when memory ran out or the case failed. */
MUST_CHECK bool explain_places_read(struct case_file *file, struct explained *items, size_t count);
void explain_places_clear(struct explained *items, size_t count);

#endif
