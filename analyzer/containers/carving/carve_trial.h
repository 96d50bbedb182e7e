#ifndef CARVE_TRIAL_H
#define CARVE_TRIAL_H

#include "containers/carving/carve_form.h"
#include "containers/carving/carve_zip.h"

/* What only looks like the front of a compressed stream fails within some octets. */

/* Is what stands at the front of it one, and worth to be read: does its header hold, and does what
 * is packed decode to anything that other bytes would not? Of a zip `member` is set. What was tried
 * in vain is taken off the budget. */
bool carve_trial_worth(enum carve_kind kind, struct bytes head, struct carve_member *member,
                       uint64_t *budget);

/* The first unit of LZNT1 that begins at a sector of the content in [from, to) of what is seen;
 * `to` where there is none. `offset`: in the content, of what is seen. */
size_t carve_trial_sector(struct bytes seen, uint64_t offset, size_t from, size_t to,
                          uint64_t *budget);

#endif
