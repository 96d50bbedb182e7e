#ifndef LIMB_FACTORS_H
#define LIMB_FACTORS_H

#include "candidates/memory/limb_modulus.h"

/* The two primes of an RSA key in the memory of a process that uses it: no PEM and no DER is left
 * of a key that was read, but p and q as limbs, and the modulus in their neighbourhood
 * (candidates/memory/limb_modulus.h). Any limbs can be p; but modulo 2^64 the lowest of q follows
 * from those of n and p, and hardly ever stands anywhere by chance. What does is multiplied.
 *
 * A key is told of at the first of its primes, to the end of the other, and once for all copies
 * that are near. As its place alone decides, ranges and replays find the same. */

/* What has to be seen before a place up to which all is examined, and behind it. */
#define LIMB_SEEN_BEFORE ((size_t)LIMB_MODULUS_BEHIND)
#define LIMB_SEEN_AFTER  (LIMB_PAIR_SPAN + RSA_BITS_MAX / 8)

struct limb_factors {
    struct limb_moduli moduli;
    uint64_t told, told_low; /* the last key: where, and of which modulus */
    uint64_t work;           /* in this stretch, see LIMB_WORK_MAX */
};

/* Looks for moduli in chunks between the two offsets, and for pairs of primes whose first one
 * begins before `to`, less LIMB_MODULUS_BEHIND where the leaf goes on; those before `from` were
 * examined, less as much. INTEGERs up to `to` were noted. */
void limb_factors_read(struct limb_factors *factors, const struct leaf_window *window,
                       uint64_t from, uint64_t to, struct delivery *delivery);

/* Of a leaf that was seen up to `end`: tells of what is far from each other in it, and clears. */
void limb_factors_finish(struct limb_factors *factors, uint64_t end, struct delivery *delivery);

void limb_factors_clear(struct limb_factors *factors);

#endif
