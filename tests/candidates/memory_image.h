#ifndef MEMORY_IMAGE_H
#define MEMORY_IMAGE_H

#include "candidates/memory/limb_order.h"
#include "leaf_log.h"

/* Images of the memory of a process, with numbers in them as programs hold them. A number is given
 * with its lowest octet first, and stands where its first octet is to be. */

static inline void image_turn(struct bytes number, struct buffer *into)
{
    for (size_t i = number.left; i-- > 0;) {
        must(buffer_append_byte(into, number.at[i]));
    }
}

/* A heap: pointers, counts, flags and zeros, none of which is a number of a key. */
static inline void image_grow(struct buffer *image, size_t to)
{
    while (image->used < to) {
        const uint64_t at = image->used;
        const uint64_t word = at % 5 == 0 ? 0 : at % 3 == 0 ? 0x558785000000 + 16 * at : at % 7;
        for (unsigned i = 0; i < 8; i++) {
            must(buffer_append_byte(image, (uint8_t)(word >> 8 * i)));
        }
    }
}

static inline void image_put(struct buffer *image, size_t at, struct bytes octets)
{
    image_grow(image, at + octets.left + LIMB_OCTETS);
    memcpy(image->at + at, octets.at, octets.left);
}

/* Behind a header of glibc. */
static inline void image_put_chunk(struct buffer *image, size_t at, struct bytes octets)
{
    const size_t header = (octets.left + 2 * LIMB_OCTETS) | 1;
    image_put(image, at, octets);
    memset(image->at + at - LIMB_OCTETS, 0, LIMB_OCTETS);
    image->at[at - LIMB_OCTETS] = (uint8_t)header;
    image->at[at - LIMB_OCTETS + 1] = (uint8_t)(header >> 8);
}

/* As a certificate has it, of 256 octets; from its first octet on. */
static inline void image_put_integer(struct buffer *image, size_t at, struct bytes octets)
{
    static const uint8_t front[] = { 2, 0x82, 1, 1, 0 };
    struct buffer integer = { 0 };
    must(buffer_append(&integer, bytes_over(front, sizeof(front))));
    image_turn(octets, &integer);
    image_put(image, at, buffer_bytes(&integer));
    buffer_clear(&integer);
}

/* BigInteger.mag of Java, in a dump of the heap or in the heap itself. */
static inline void image_put_array(struct buffer *image, size_t at, struct bytes octets,
                                   enum limb_order order)
{
    const uint8_t ints = (uint8_t)(octets.left / 4);
    struct buffer turned = { 0 };
    const uint8_t dumped[] = { 0, 0, 0, ints, 10 }, held[] = { ints, 0, 0, 0 };
    const bool dump = order == LIMBS_BIG;
    image_turn(octets, &turned);
    for (size_t i = 0; !dump && i < turned.used; i += 4) {
        const uint8_t word[] = { turned.at[i + 3], turned.at[i + 2], turned.at[i + 1],
                                 turned.at[i] };
        memcpy(turned.at + i, word, sizeof(word));
    }
    image_put(image, at, buffer_bytes(&turned));
    memcpy(image->at + at - (dump ? 5 : 4), dump ? dumped : held, dump ? 5 : 4);
    buffer_clear(&turned);
}

#endif
