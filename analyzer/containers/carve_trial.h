#ifndef CARVE_TRIAL_H
#define CARVE_TRIAL_H

#include "containers/stream_decoder.h"

/* What only looks like the front of a compressed stream fails within some octets. */

/* Does the front decode to anything that other bytes would not? What was tried in vain is taken off
 * the budget. */
bool carve_trial_holds(const struct stream_decoder *decoder, struct bytes head, uint64_t *budget);

#endif
