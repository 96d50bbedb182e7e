#ifndef EVIDENCE_JOIN_H
#define EVIDENCE_JOIN_H

#include "job.h"
#include "keys/key_examine.h"
#include "record.h"

/* Puts pieces of keys together that stand in several places, in one job: walks to each of
 * them again, and holds every way of joining that is asked for against what the structure
 * says of its own length. What comes out is examined like any other key; one that would hold
 * only after another repair is none. */

/* What a job carries: its pieces, then the ways to try. */
struct join_order {
    uint8_t file;            /* of the job, by its position */
    struct bytes provenance; /* encoded */
};

#define JOIN_PARTS_MAX 3

/* Appends the number of pieces that follow. False when memory ran out, as below. */
MUST_CHECK bool join_order_begin(struct buffer *list, size_t count);
MUST_CHECK bool join_order_put(struct buffer *list, const struct join_order *piece);
/* Pieces by their position, head first; behind all pieces. */
MUST_CHECK bool join_order_put_try(struct buffer *list, const size_t *pieces, size_t count);

/* Delivers RECORD_KEY at each place of what was joined: a proven key, or a lead. Numbers
 * that any octets would make, without a public half, are leads: they may be a key. Closed ones
 * are tried with the listed passphrases, up to DERIVATION_SLICE_MAX steps, and never again. */
void evidence_join(struct key_examiner *examiner, const struct job *job,
                   const struct record_sink *sink);

#endif
