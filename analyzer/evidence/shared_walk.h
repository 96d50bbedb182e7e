#ifndef SHARED_WALK_H
#define SHARED_WALK_H

#include "evidence/file_pass.h"

/* The walk of one large container, shared by several workers. Who comes to it first cuts its parts
 * into shares, walks the first one, and offers the others to the coordinator (RECORD_SHARE); each
 * of these is a job over the same file (SCAN_SHARE), that walks to the container again, in silence,
 * and delivers what is in its own parts alone. */

/* Offers shares of the container, which the frame's content is and which is about to be walked, if
 * that is worth it: then the frame has the first one. */
void shared_walk_offer(struct ingest_frame *frame, const struct container *container,
                       struct stream *content);

/* What a job walks to, and what it delivers of it. */
struct shared_walk {
    struct walk_share share;
    bool met;
    uint64_t decoded, decoded_examined; /* of its own parts */
};

/* Is this part, directly below `frame`, the container that its share is of? */
bool shared_walk_is_at(const struct ingest_frame *frame, const struct place *place);
/* Then walks its share, and nothing else: false, for the walk around it to stop. */
bool shared_walk_take(const struct ingest_frame *frame, const struct provenance *chain,
                      struct stream *content);

/* It was, so that nothing that is left of the file is wanted. */
bool shared_walk_is_over(const struct ingest *ingest);

/* A job of SCAN_SHARE. */
void shared_walk_run(struct file_pass *pass);

#endif
