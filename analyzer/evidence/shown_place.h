#ifndef SHOWN_PLACE_H
#define SHOWN_PLACE_H

#include "evidence/ingest.h"
#include "job.h"

/* The bytes around one sighting, taken where its chain first comes to a leaf: text as a person
 * would open it, also where the key itself stands in a reading of that. All of it is secret. */
struct shown_place {
    const struct ingest_target *target;
    struct buffer text; /* SHOWN_WIDE bytes on either side of the extent, and of that the front */
    size_t from, to;    /* the extent in it */
    size_t depth;       /* the place of the target that the extent is of */
    bool reached;
};

/* Walks to it, through messages that `opener` (may be NULL) opens. Delivers RECORD_PROGRESS alone.
 */
void shown_place_gather(struct shown_place *shown, const struct job_file *file,
                        const struct cms_opener *opener, const struct record_sink *sink);

/* For a walk with ingest.shown: does the sighting lie in the bytes of this frame's content, and
 * not in a part of it? */
bool shown_place_is_in(const struct ingest_frame *frame);
/* Takes what is wanted of a content, if anything, and consumes it. */
void shown_place_take(struct ingest_frame *frame, struct stream *content);

#endif
