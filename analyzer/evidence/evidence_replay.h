#ifndef EVIDENCE_REPLAY_H
#define EVIDENCE_REPLAY_H

#include "job.h"
#include "keys/key_examine.h"
#include "record.h"

/* Walks again to one sighting (`provenance`: its encoded chain with the spot)
 * and derives its key anew: delivers RECORD_REPLAYED with `number`, or nothing
 * when the evidence no longer gives it. */
void evidence_replay(struct key_examiner *examiner, const struct job_file *file,
                     struct bytes provenance, uint64_t number, const struct record_sink *sink);

#endif
