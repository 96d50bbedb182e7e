#ifndef GIT_DELTA_H
#define GIT_DELTA_H

#include "buffer.h"
#include "bytes.h"

/* Differences between objects (gitformat-pack(5), "Deltified representation"): instructions that
 * copy from the base or insert bytes of their own. */

/* Appends to an empty `result` what the instructions make of the base, as far as they can be
 * followed. NULL: all of it; else why not. At most `most` bytes: nothing where it says that it
 * makes more. */
const struct fault *git_delta_apply(struct bytes delta, struct bytes base, uint64_t most,
                                    struct buffer *result);

/* Appends the inserted bytes alone, a zero where bytes of the base would stand. `missing` is how
 * many of these there are. False when memory ran out. */
MUST_CHECK bool git_delta_insertions(struct bytes delta, struct buffer *result, uint64_t *missing);

#endif
