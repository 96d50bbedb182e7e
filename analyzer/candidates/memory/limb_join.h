#ifndef LIMB_JOIN_H
#define LIMB_JOIN_H

#include "candidates/delivery.h"
#include "candidates/memory/limb_store.h"

/* Numbers of RSA in the memory of a process that stand anywhere in a leaf, or in a range of a large
 * one: each modulus is held against each number that was held (candidates/memory/limb_store.h),
 * once all were seen. A prime is one that divides it, and needs no other beside it; a private
 * exponent one whose product with a public one leaves 1, as far as its highest limbs say.
 *
 * A key is told of where the number stands that was held; once, and not at all where its primes
 * were told of already (candidates/memory/limb_factors.h). */

/* `end`: up to here the leaf was seen. */
void limb_join_tell(struct limb_store *store, uint64_t end, struct delivery *delivery);

#endif
