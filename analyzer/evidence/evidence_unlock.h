#ifndef EVIDENCE_UNLOCK_H
#define EVIDENCE_UNLOCK_H

#include "job.h"
#include "keys/key_examine.h"
#include "record.h"

/* Tries passphrases on leads of one evidence file, once more and without a scan: walks
 * to one sighting of each. A job carries the list of its leads, one behind the other. */
struct unlock_item {
    uint8_t content_sha256[SHA256_LENGTH];
    uint64_t from, to;       /* positions, as in keys/passphrases.h */
    struct bytes provenance; /* encoded, of one sighting */
    struct bytes mails;      /* of its thread (evidence/harvest.h); empty without */
};

/* Appends one. False when memory ran out. */
MUST_CHECK bool unlock_item_put(struct buffer *list, const struct unlock_item *item);
/* Takes one from the front; windows of it are on the list. False at the end and where the
 * list is damaged (then it is not empty). */
MUST_CHECK bool unlock_item_take(struct bytes *list, struct unlock_item *item);

/* Positions behind the list are of passphrases that are found around the lead, in its file, the
 * first of these, and in mails of its thread in all of them (evidence/harvest.h). Delivers, for
 * each lead that still stands in the evidence, RECORD_KEY with what it holds or why that stays
 * closed, RECORD_CERTIFICATE for what lies beside that in a store, and then RECORD_TRIED. No more
 * than UNLOCK_ITEMS_MAX. */
void evidence_unlock(struct key_examiner *examiner, const struct job_file *files, size_t count,
                     struct bytes list, const struct record_sink *sink);

#endif
