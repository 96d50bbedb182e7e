#include "candidates/memory/limb_modulus.h"

#include <stdlib.h>

#include "bytes/integer_row.h"
#include "candidates/memory/limb_arithmetic.h"

#define LIMBS_MIN (LIMB_MODULUS_BITS_MIN / 64)
#define LIMBS_MAX (RSA_BITS_MAX / 64)
#define ROOM_MIN  8

/* Header of a chunk: its size, a multiple of 16 with the header itself, and three flags. One that
 * was mapped by itself is far larger. Its last octets may be those of the next one. */
#define CHUNK_HEADER   8
#define CHUNK_OVERHEAD 16
#define CHUNK_FLAGS    7u
#define CHUNK_MAPPED   2u
#define CHUNK_MIN      (CHUNK_OVERHEAD + LIMB_STORED_MIN * LIMB_OCTETS)
#define CHUNK_MAX      (CHUNK_OVERHEAD + RSA_BITS_MAX / 8)

bool limb_modulus_reaches(const struct limb_modulus *modulus, uint64_t offset)
{
    return offset + LIMB_MODULUS_BEHIND >= modulus->from &&
           offset <= modulus->to + LIMB_MODULUS_BEFORE;
}

/* Between the two places there is none that it does not reach. */
static bool is_continued(const struct limb_modulus *modulus, uint64_t offset)
{
    const uint64_t most = LIMB_MODULUS_BEFORE + LIMB_MODULUS_BEHIND;
    return offset <= modulus->to + most && offset + most >= modulus->from;
}

/* The same again, as a certificate and what was read of it; NULL for a new one. */
static struct limb_modulus *find(const struct limb_moduli *moduli, struct bytes octets,
                                 uint64_t offset)
{
    const uint64_t low = limb_at(octets.at);
    for (size_t i = 0; i < moduli->count; i++) {
        struct limb_modulus *known = &moduli->items[i];
        if (known->low == low && is_continued(known, offset) &&
            bytes_equal(buffer_bytes(&known->octets), octets)) {
            return known;
        }
    }
    return NULL;
}

static bool reserve(struct limb_moduli *moduli)
{
    if (moduli->count < moduli->room) {
        return true;
    }
    const size_t room = moduli->room < ROOM_MIN ? ROOM_MIN : 2 * moduli->room;
    struct limb_modulus *items =
        moduli->count < LIMB_MODULI_MAX ? realloc(moduli->items, room * sizeof(*items)) : NULL;
    if (items == NULL) {
        return false;
    }
    moduli->items = items;
    moduli->room = room;
    return true;
}

/* Of noise around headers most numbers have one, and no modulus of a key: those are held against
 * nothing. */
static bool has_small_factor(struct bytes octets)
{
    return limb_has_small_factor(octets.at, octets.left / LIMB_OCTETS);
}

/* Takes over the octets. */
static void note(struct limb_moduli *moduli, struct buffer *octets, uint64_t offset)
{
    const bool more = moduli->noted++ < LIMB_MODULI_MAX;
    struct limb_modulus *known = more ? find(moduli, buffer_bytes(octets), offset) : NULL;
    if (known != NULL) {
        known->from = offset < known->from ? offset : known->from;
        known->to = offset > known->to ? offset : known->to;
        buffer_clear(octets);
        return;
    }
    const bool wanted = !more || !has_small_factor(buffer_bytes(octets));
    if (!wanted || !more || !reserve(moduli)) {
        moduli->full = moduli->full || wanted;
        buffer_clear(octets);
        return;
    }
    moduli->items[moduli->count++] =
        (struct limb_modulus){ .from = offset,
                               .to = offset,
                               .low = limb_at(octets->at),
                               .limbs = octets->used / LIMB_OCTETS,
                               .pair = { UINT64_MAX, UINT64_MAX, UINT64_MAX },
                               .octets = *octets };
    *octets = (struct buffer){ 0 };
}

/* Both primes of a key are as long in all that makes keys: half as long as the modulus. */
static bool is_length(size_t limbs)
{
    return limbs >= LIMBS_MIN && limbs <= LIMBS_MAX && limbs % 2 == 0;
}

static bool is_number(const uint8_t *at, size_t limbs, enum limb_order order)
{
    return (limb_of(at, limbs, order, 0) & 1) != 0 && limb_of(at, limbs, order, limbs - 1) != 0 &&
           limbs_look_drawn(at, limbs);
}

static bool is_modulus(struct bytes octets)
{
    const size_t limbs = octets.left / LIMB_OCTETS;
    return is_length(limbs) && limb_at(octets.at + (limbs - 1) * LIMB_OCTETS) >> 56 != 0;
}

/* So many limbs at a place in the window. */
static void take(struct limb_moduli *moduli, const struct leaf_window *window, size_t at,
                 size_t limbs, const struct limb_sight *sight)
{
    struct buffer octets = { 0 };
    if (limbs < LIMB_STORED_MIN || limbs > LIMBS_MAX ||
        window->text.left - at < limbs * LIMB_OCTETS ||
        !is_number(window->text.at + at, limbs, sight->order)) {
        return;
    }
    if (!limb_order_append(window->text.at + at, limbs, sight->order, &octets)) {
        moduli->full = true;
        return;
    }
    limb_store_add(&moduli->store, buffer_bytes(&octets), sight);
    if (is_modulus(buffer_bytes(&octets))) {
        note(moduli, &octets, sight->offset);
    }
    buffer_clear(&octets);
}

void limb_moduli_integer(struct limb_moduli *moduli, const struct leaf_window *window, size_t at)
{
    struct bytes rest = bytes_over(window->text.at + at, window->text.left - at), number;
    if (integer_row_take(&rest, &number) && number.left % LIMB_OCTETS == 0 &&
        is_length(number.left / LIMB_OCTETS)) {
        const size_t place = (size_t)(number.at - window->text.at);
        const struct limb_sight sight = { .offset = window->base + place, .order = LIMBS_BIG };
        take(moduli, window, place, number.left / LIMB_OCTETS, &sight);
    }
}

/* The same of what a chunk or an array has. */
static void take_held(struct limb_moduli *moduli, const struct leaf_window *window, size_t at,
                      size_t limbs, enum limb_order order, const struct delivery *delivery)
{
    const uint64_t offset = window->base + at;
    const struct limb_sight sight = {
        .offset = offset, .order = order, .held = true, .owned = delivery_owns(delivery, offset)
    };
    take(moduli, window, at, limbs, &sight);
}

/* How many limbs stand in the chunk whose header this is, without zeros at the end; 0 for none. */
static size_t limbs_of_chunk(struct bytes from)
{
    const uint64_t header = limb_at(from.at), size = header & ~(uint64_t)CHUNK_FLAGS;
    if (size < CHUNK_MIN || size > CHUNK_MAX || size % CHUNK_OVERHEAD != 0 ||
        (header & CHUNK_MAPPED) != 0 || from.left < size - CHUNK_HEADER) {
        return 0;
    }
    size_t limbs = ((size_t)size - CHUNK_OVERHEAD) / LIMB_OCTETS;
    while (limbs > 0 && limb_at(from.at + CHUNK_HEADER + (limbs - 1) * LIMB_OCTETS) == 0) {
        limbs--;
    }
    return limbs;
}

static void take_chunks(struct limb_moduli *moduli, const struct leaf_window *window, size_t from,
                        size_t to, const struct delivery *delivery)
{
    const struct bytes text = window->text;
    for (size_t at = from; at < to && text.left - at >= CHUNK_MIN; at += LIMB_OCTETS) {
        if (limb_at(text.at + at) - CHUNK_MIN <= CHUNK_MAX + CHUNK_FLAGS - CHUNK_MIN) {
            const size_t limbs = limbs_of_chunk(bytes_over(text.at + at, text.left - at));
            take_held(moduli, window, at + CHUNK_HEADER, limbs, LIMBS_LITTLE, delivery);
        }
    }
}

static void take_arrays(struct limb_moduli *moduli, const struct leaf_window *window, size_t from,
                        size_t to, enum limb_order order, const struct delivery *delivery)
{
    size_t at = limb_order_next_array(window->text, from, to, order, from);
    while (at < to) {
        const size_t limbs = limb_order_array(window->text, at, order);
        take_held(moduli, window, at, limbs, order, delivery);
        at = limb_order_next_array(window->text, at + 1, to, order, from);
    }
}

void limb_moduli_held(struct limb_moduli *moduli, const struct leaf_window *window, size_t from,
                      size_t to, const struct delivery *delivery)
{
    take_chunks(moduli, window, from, to, delivery);
    take_arrays(moduli, window, from, to, LIMBS_BIG, delivery);
    take_arrays(moduli, window, from, to, LIMBS_JAVA, delivery);
}

void limb_moduli_forget(struct limb_moduli *moduli, uint64_t offset)
{
    size_t kept = 0;
    for (size_t i = 0; i < moduli->count; i++) {
        if (moduli->items[i].to + LIMB_MODULUS_BEFORE < offset) {
            buffer_clear(&moduli->items[i].octets);
        } else {
            moduli->items[kept++] = moduli->items[i];
        }
    }
    moduli->count = kept;
}

void limb_moduli_clear(struct limb_moduli *moduli)
{
    limb_moduli_forget(moduli, UINT64_MAX);
    limb_store_clear(&moduli->store);
    free(moduli->items);
    *moduli = (struct limb_moduli){ 0 };
}
