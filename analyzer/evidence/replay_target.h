#ifndef REPLAY_TARGET_H
#define REPLAY_TARGET_H

#include "evidence/ingest.h"

/* Which places a walk enters. Without targets all of them; with some, those on
 * the way to sightings that were recorded before, so that a single worker
 * derives their keys anew. */

/* Takes an encoded chain with its spot. False when it is damaged. */
MUST_CHECK bool replay_target_read(struct bytes provenance, struct ingest_target *target);

/* The same of a chain without a spot; the spot behind it is of no extent and has this number. */
MUST_CHECK bool replay_target_read_place(struct bytes provenance, uint64_t number,
                                         struct ingest_target *target);

/* Is this part, directly below `frame`, the last place of a target before its spot? Then the
 * number of that, else 0. */
uint64_t replay_ends_at(const struct ingest_frame *frame, const struct place *place);

/* Puts targets into the order in which a walk narrows them down. */
void replay_target_sort(struct ingest_target *targets, size_t count);

bool replay_same_place(const struct place *one, const struct place *other);

/* Narrows `inner` down to those targets of `outer` that lead through this place. */
void replay_target_narrow(const struct ingest_frame *outer, const struct place *place,
                          struct ingest_frame *inner);

/* Is this part, directly below `frame`, to be entered? */
bool replay_wants_place(const struct ingest_frame *frame, const struct place *place);

/* Does the way to a target go through a part of this frame's content that begins there, from one
 * offset up to another? */
bool replay_leads_between(const struct ingest_frame *frame, uint64_t from, uint64_t to);

/* Are the raw bytes of this frame's content to be scanned? */
bool replay_scans(const struct ingest_frame *frame);

/* Does a sighting whose first place this is, in a content of that kind (NULL: a leaf), lie in its
 * raw bytes, and not in a part of the container? */
bool replay_is_in_raw_bytes(const struct place *place, const struct container *container);

/* Does the way to a target go through a part of this container, which the frame's content is? */
bool replay_leads_into(const struct ingest_frame *frame, const struct container *container);

/* Is any key looked for in the raw bytes of this frame's content, and not only what stands in their
 * readings? Without targets all are. */
bool replay_wants_keys(const struct ingest_frame *frame);

/* Is a candidate at this place in the frame's content to be examined? */
bool replay_wants_spot(const struct ingest_frame *frame, uint64_t offset, uint64_t length);

#endif
