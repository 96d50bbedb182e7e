#ifndef LIMB_ORDER_H
#define LIMB_ORDER_H

#include <endian.h>
#include <string.h>

#include "buffer.h"

/* Numbers in the memory of processes, in limbs of 64 bits, by how their octets stand there. */

#define LIMB_OCTETS 8

enum limb_order {
    LIMBS_LITTLE, /* the lowest octet first: OpenSSL, GMP, NSS, Go; and words of 32 bits alike */
    LIMBS_BIG,    /* the highest octet first: an int[] in a heap dump of Java (HPROF) */
    LIMBS_JAVA    /* the highest int first, each with its lowest octet first: int[] of Java */
};
#define LIMB_ORDERS 3

/* The limb at `at`, all of which was seen. */
static inline uint64_t limb_at(const uint8_t *at)
{
    uint64_t limb;
    memcpy(&limb, at, sizeof(limb));
    return le64toh(limb);
}

/* Of a number of so many limbs the one with this index, of which the lowest has 0. */
static inline uint64_t limb_of(const uint8_t *at, size_t limbs, enum limb_order order, size_t index)
{
    if (order == LIMBS_LITTLE) {
        return limb_at(at + index * LIMB_OCTETS);
    }
    const uint64_t limb = limb_at(at + (limbs - 1 - index) * LIMB_OCTETS);
    return order == LIMBS_BIG ? __builtin_bswap64(limb) : limb << 32 | limb >> 32;
}

/* No two int[] of one length begin nearer to each other: the type before the one, which is 10, were
 * an octet of the count before the other, and both too large. */
#define LIMB_ARRAYS_APART 5

/* How many limbs the int[] has that begins at a place, by the count that both kinds have before
 * their elements; 0 for none. */
size_t limb_order_array(struct bytes text, size_t at, enum limb_order order);

/* The next place, from `at` on, before `to`, where the elements of one may begin; `to` for none.
 * Those in memory stand at multiples of eight from `phase` on. */
size_t limb_order_next_array(struct bytes text, size_t at, size_t to, enum limb_order order,
                             size_t phase);

/* Adds the number with its lowest octet first. False when memory ran out. */
MUST_CHECK bool limb_order_append(const uint8_t *at, size_t limbs, enum limb_order order,
                                  struct buffer *into);

/* True where these limbs are drawn by lot: of pointers, counts and text none is. */
bool limbs_look_drawn(const uint8_t *at, size_t limbs);

#endif
