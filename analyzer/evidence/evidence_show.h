#ifndef EVIDENCE_SHOW_H
#define EVIDENCE_SHOW_H

#include "evidence/ingest.h"
#include "job.h"

/* Walks again to one sighting (`provenance`: its encoded chain with the spot), for a person who
 * wants to see the place: delivers what evidence_replay() does, then RECORD_SHOWN with the text
 * around it, masked (candidates/shown_text.h), and the digest of the file. */
void evidence_show(struct key_examiner *examiner, const struct job_file *file,
                   struct bytes provenance, uint64_t number, const struct record_sink *sink);

#endif
