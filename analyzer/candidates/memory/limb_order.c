#include "candidates/memory/limb_order.h"

#include "bounds.h"

/* Of a drawn limb the upper quarter is 0 once in 65,536 times; of a pointer, a count or a length
 * it always is. Three such limbs among those of a prime are drawn once in 10^9 times or less. */
#define LOW_LIMBS_MAX 2

/* PRIMITIVE ARRAY DUMP of HPROF: count of elements, of four octets, and their type. */
#define DUMP_HEADER 5
#define TYPE_INT    10
/* In memory the count stands directly before them, behind the object's header. */
#define COUNT_OCTETS 4
#define INTS_EACH    2 /* limb */

bool limbs_look_drawn(const uint8_t *at, size_t limbs)
{
    size_t low = 0;
    for (size_t i = 0; i < limbs && low <= LOW_LIMBS_MAX; i++) {
        low += limb_at(at + i * LIMB_OCTETS) >> 48 == 0 ? 1 : 0;
    }
    return low <= LOW_LIMBS_MAX;
}

bool limb_order_append(const uint8_t *at, size_t limbs, enum limb_order order, struct buffer *into)
{
    if (!buffer_reserve(into, limbs * LIMB_OCTETS)) {
        return false;
    }
    for (size_t i = 0; i < limbs; i++) {
        const uint64_t limb = htole64(limb_of(at, limbs, order, i));
        memcpy(into->at + into->used, &limb, LIMB_OCTETS);
        into->used += LIMB_OCTETS;
    }
    return true;
}

static size_t limbs_of(uint64_t ints)
{
    return ints % INTS_EACH == 0 && ints <= RSA_BITS_MAX / 32 ? (size_t)ints / INTS_EACH : 0;
}

size_t limb_order_array(struct bytes text, size_t at, enum limb_order order)
{
    if (order == LIMBS_JAVA && at >= COUNT_OCTETS) {
        return limbs_of(bytes_little(text.at + at - COUNT_OCTETS, COUNT_OCTETS));
    }
    if (order == LIMBS_BIG && at >= DUMP_HEADER && text.at[at - 1] == TYPE_INT) {
        struct bytes header = bytes_over(text.at + at - DUMP_HEADER, COUNT_OCTETS);
        uint64_t ints;
        return bytes_take_number(&header, COUNT_OCTETS, &ints) ? limbs_of(ints) : 0;
    }
    return 0;
}

static size_t next_dumped(struct bytes text, size_t at, size_t to)
{
    while (at < to) {
        const uint8_t *type = memchr(text.at + (at > 0 ? at - 1 : 0), TYPE_INT, to - at);
        if (type == NULL) {
            return to;
        }
        at = (size_t)(type - text.at) + 1;
        if (limb_order_array(text, at, LIMBS_BIG) > 0) {
            return at < to ? at : to;
        }
        at++;
    }
    return to;
}

size_t limb_order_next_array(struct bytes text, size_t at, size_t to, enum limb_order order,
                             size_t phase)
{
    if (order == LIMBS_BIG) {
        return next_dumped(text, at, to);
    }
    at += (LIMB_OCTETS + phase - at % LIMB_OCTETS) % LIMB_OCTETS;
    for (at = at < LIMB_OCTETS ? at + LIMB_OCTETS : at; at < to; at += LIMB_OCTETS) {
        if ((limb_at(text.at + at - LIMB_OCTETS) >> 32) - 1 < RSA_BITS_MAX / 32 && /* not 0 */
            limb_order_array(text, at, order) > 0) {
            return at;
        }
    }
    return to;
}
