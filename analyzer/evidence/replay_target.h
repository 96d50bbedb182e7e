#ifndef REPLAY_TARGET_H
#define REPLAY_TARGET_H

#include "evidence/ingest.h"

/* Which places a walk enters. Without a target all of them; with one, those on
 * the way to a sighting that was recorded before, so that a single worker
 * derives its key anew. */

/* Takes an encoded chain with its spot. False when it is damaged. */
MUST_CHECK bool replay_target_read(struct bytes provenance, struct ingest_target *target);

/* Is this part, directly below `frame`, to be entered? */
bool replay_wants_place(const struct ingest_frame *frame, const struct place *place);

/* Are the raw bytes of this frame's content to be scanned? */
bool replay_scans(const struct ingest_frame *frame);

/* Is a candidate at this place in the frame's content to be examined? */
bool replay_wants_spot(const struct ingest_frame *frame, uint64_t offset, uint64_t length);

#endif
