#ifndef SEED_SEARCH_H
#define SEED_SEARCH_H

#include "buffer.h"
#include "public_identity.h"

/* Finds the bits of a seed of Ed25519 or Ed448 that are not known, where the public half is. The
 * seed is hashed before anything is made of it, so there is no shorter way than to try each.
 *
 * `seed` is as wide as `unknown`, whose bits are 1 where those of the seed are not known; at most
 * SEED_UNKNOWN_BITS_MAX of them. False where no bits make the public half. */
MUST_CHECK bool seed_search(enum key_algorithm algorithm, struct bytes seed, struct bytes unknown,
                            struct bytes public, struct buffer *found);

#endif
