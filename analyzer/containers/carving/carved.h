#ifndef CARVED_H
#define CARVED_H

#include "container.h"

/* What is no container by its front, walked for those that stand in it (carve_walk.h). Text is
 * passed over up to where it ends: a script that unpacks what follows it. */
extern const struct container carved_container;

/* What follows something that has an end of its own: zeros are padding (tapes are written in
 * blocks), anything else is noted, and carved. Whoever calls it has it scanned as it stands.
 * Members are counted from `members` on. */
void carve_walk_behind(struct stream *content, const struct container_sink *sink, uint64_t members,
                       const struct fault *note);

/* All of a content that was walked as something else, once more: archives and compressed streams
 * that stand where its walk does not look. Where it shows those as well, the longer way to a key is
 * the one that is told (sighting_fold.h). Members are counted from the limit of entries on. Does
 * nothing to a content that cannot go back. `deflated`: as carve_walk_beside(). */
void carved_beside(struct stream *content, const struct container_sink *sink, bool deflated);

#endif
