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

#endif
