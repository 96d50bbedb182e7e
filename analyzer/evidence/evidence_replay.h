#ifndef EVIDENCE_REPLAY_H
#define EVIDENCE_REPLAY_H

#include "evidence/ingest.h"
#include "job.h"
#include "keys/key_examine.h"
#include "record.h"

/* Walks again to one sighting (`provenance`: its encoded chain with the spot)
 * and derives its key anew: delivers RECORD_REPLAYED with `number`, or nothing
 * when the evidence no longer gives it. */
void evidence_replay(struct key_examiner *examiner, const struct job_file *file,
                     struct bytes provenance, uint64_t number, const struct record_sink *sink);

/* Walks again to several sightings of one file, sorted by replay_target_sort(): delivers what
 * the scan of that file delivers at those places. */
void evidence_replay_targets(struct key_examiner *examiner, const struct job_file *file,
                             const struct ingest_target *targets, size_t count,
                             const struct record_sink *sink);

/* The same to encrypted messages, the last places of their targets (replay_target_read_place()):
 * those that the examiner's opener opens are examined wholly, and told by RECORD_OPENED. */
void evidence_replay_messages(struct key_examiner *examiner, const struct job_file *file,
                              const struct ingest_target *targets, size_t count,
                              const struct record_sink *sink);

#endif
