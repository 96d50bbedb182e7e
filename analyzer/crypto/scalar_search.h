#ifndef SCALAR_SEARCH_H
#define SCALAR_SEARCH_H

#include "buffer.h"
#include "public_identity.h"

/* Finds the bits of an EC scalar that are not known, where the public point is: in the
 * square root of as many steps as there are scalars (baby steps and giant steps).
 *
 * `scalar` is as wide as `unknown`, whose bits are 1 where the scalar's are not known; at
 * most SCALAR_UNKNOWN_BITS_MAX of them. `found` is the whole scalar. False where no bits
 * make the point; that they do is checked. */
MUST_CHECK bool scalar_search(enum curve curve, struct bytes scalar, struct bytes unknown,
                              struct bytes point, struct buffer *found);

#endif
