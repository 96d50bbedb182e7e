#ifndef LIMB_STORE_H
#define LIMB_STORE_H

#include "candidates/memory/limb_order.h"
#include "memory_bounds.h"

/* What may be a number of an RSA key in a leaf, each once, however often and however far from the
 * others it stands: so a modulus is held against all of them when the leaf is over
 * (candidates/memory/limb_join.h). Only what says how long it is comes in, as noise never does: an
 * INTEGER of DER, a chunk of glibc's malloc, an int[] of Java. */

struct limb_number {
    uint64_t sum;    /* of its limbs, by which it is found */
    uint64_t offset; /* where it was held first, in the own range; UINT64_MAX: only elsewhere */
    uint32_t limbs;
    uint32_t at;           /* of its octets */
    enum limb_order order; /* as it stands at `offset` */
    bool held;             /* in a chunk or an array, where private numbers stand */
    bool factored;         /* it has a small factor (limb_join.c) */
    bool told;             /* a key with this modulus was told of */
};

struct limb_store {
    struct buffer numbers; /* struct limb_number */
    struct buffer octets;  /* of all of them, the lowest first */
    struct buffer heads;   /* uint32_t: by their sum; 1 more than an index, 0 is free */
    size_t count;
    uint64_t secret;    /* drawn by lot: nobody can make sums of numbers meet */
    bool held;          /* one was held, kept or not */
    uint64_t lost_from; /* where the first of those stands that did not fit, */
    bool lost;          /* if there was one */
};

/* No fewer are kept; those of a modulus of LIMB_MODULUS_BITS_MIN. */
#define LIMB_STORED_MIN (LIMB_MODULUS_BITS_MIN / 2 / 64)

/* Where a number was seen, of a leaf of which so much is to be told. */
struct limb_sight {
    uint64_t offset;
    enum limb_order order;
    bool held, owned;
};

/* Adds the number whose octets are these, the lowest first. */
void limb_store_add(struct limb_store *store, struct bytes octets, const struct limb_sight *sight);

/* The key with this modulus was told of where its primes are near each other. */
void limb_store_tell(struct limb_store *store, struct bytes modulus);

/* The one with this index, good until the next is added. */
struct limb_number *limb_store_number(const struct limb_store *store, size_t index);
const uint8_t *limb_store_octets(const struct limb_store *store, const struct limb_number *number);

void limb_store_clear(struct limb_store *store);

#endif
