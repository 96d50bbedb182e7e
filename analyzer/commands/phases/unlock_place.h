#ifndef UNLOCK_PLACE_H
#define UNLOCK_PLACE_H

#include "commands/session.h"
#include "commands/sources/evidence_file.h"

/* Where a lead stands; the plan's lead of the same position says how far it is. */
struct unlock_place {
    struct buffer path; /* with NUL */
    struct buffer provenance;
    struct buffer failure; /* why it stays closed, with NUL; empty: as most do */
    struct evidence_file file;
    uint32_t source;
    bool found;           /* the file is there as it was scanned */
    bool bounded;         /* not all around it was looked through, or tried */
    struct buffer closed; /* keys that it holds still, in this job: names with NUL */
    struct buffer gone;   /* those that were opened before */
};

/* Remembers where a sighting stands; of a lead that is found nowhere, the first. False when the
 * session must stop. */
MUST_CHECK bool unlock_place_take(struct unlock_place *place, struct session *session,
                                  const struct case_lead *lead);

/* For qsort_r() over positions in `places`: by file, and then by position. */
int unlock_places_compare(const void *one, const void *other, void *places);

void unlock_place_clear(struct unlock_place *place);

#endif
