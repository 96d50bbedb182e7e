#ifndef CARVE_TRIAL_H
#define CARVE_TRIAL_H

#include "container.h"
#include "containers/stream_decoder.h"

/* What only looks like the front of a compressed stream fails within some octets. */

/* Does the front decode to anything that other bytes would not? What was tried in vain is taken off
 * the budget. */
bool carve_trial_holds(const struct stream_decoder *decoder, struct bytes head, uint64_t *budget);

/* The same for a frame of zstd. */
bool carve_trial_zstd(struct bytes head, uint64_t *budget);

/* Gives the first frame of zstd, whatever stands behind it, decoded as one part. NULL where it was
 * decoded to its end, else why not. */
const struct fault *carve_zstd_walk(struct bytes frame, const struct container_sink *sink);

#endif
