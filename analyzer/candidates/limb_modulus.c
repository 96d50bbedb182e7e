#include "candidates/limb_modulus.h"

#include <stdlib.h>

#include "bytes/integer_row.h"

#define LIMBS_MIN (LIMB_MODULUS_BITS_MIN / 64)
#define LIMBS_MAX (RSA_BITS_MAX / 64)
#define ROOM_MIN  8

/* Header of a chunk: its size, a multiple of 16 with the header itself, and three flags. One that
 * was mapped by itself is far larger. Its last octets may be those of the next one. */
#define CHUNK_HEADER   8
#define CHUNK_OVERHEAD 16
#define CHUNK_FLAGS    7u
#define CHUNK_MAPPED   2u
#define CHUNK_MIN      (CHUNK_OVERHEAD + LIMB_MODULUS_BITS_MIN / 8)
#define CHUNK_MAX      (CHUNK_OVERHEAD + RSA_BITS_MAX / 8)

/* Of a drawn limb the upper quarter is 0 once in 65,536 times; of a pointer, a count or a length
 * it always is. Three such limbs among those of a prime are drawn once in 10^9 times or less. */
#define LOW_LIMBS_MAX 2

bool limbs_look_drawn(const uint8_t *at, size_t limbs)
{
    size_t low = 0;
    for (size_t i = 0; i < limbs && low <= LOW_LIMBS_MAX; i++) {
        low += limb_at(at + i * LIMB_OCTETS) >> 48 == 0 ? 1 : 0;
    }
    return low <= LOW_LIMBS_MAX;
}

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
    if (!more || !reserve(moduli)) {
        moduli->full = true;
        buffer_clear(octets);
        return;
    }
    moduli->items[moduli->count++] = (struct limb_modulus){ .from = offset,
                                                            .to = offset,
                                                            .low = limb_at(octets->at),
                                                            .limbs = octets->used / LIMB_OCTETS,
                                                            .pair = UINT64_MAX,
                                                            .octets = *octets };
}

/* Both primes of a key are as long in all that makes keys: half as long as the modulus. */
static bool is_length(size_t limbs)
{
    return limbs >= LIMBS_MIN && limbs <= LIMBS_MAX && limbs % 2 == 0;
}

static bool is_modulus(const uint8_t *at, size_t limbs)
{
    return (at[0] & 1) != 0 && at[limbs * LIMB_OCTETS - 1] != 0 && limbs_look_drawn(at, limbs);
}

void limb_moduli_integer(struct limb_moduli *moduli, const struct leaf_window *window, size_t at)
{
    struct bytes rest = bytes_over(window->text.at + at, window->text.left - at), number;
    struct buffer octets = { 0 };
    if (!integer_row_take(&rest, &number) || number.left % LIMB_OCTETS != 0 ||
        !is_length(number.left / LIMB_OCTETS)) {
        return;
    }
    if (!buffer_reserve(&octets, number.left)) {
        moduli->full = true;
        return;
    }
    for (size_t i = 0; i < number.left; i++) {
        octets.at[i] = number.at[number.left - 1 - i];
    }
    octets.used = number.left;
    if (is_modulus(octets.at, octets.used / LIMB_OCTETS)) {
        note(moduli, &octets, window->base + at);
    } else {
        buffer_clear(&octets);
    }
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

void limb_moduli_chunks(struct limb_moduli *moduli, const struct leaf_window *window, size_t from,
                        size_t to)
{
    const struct bytes text = window->text;
    for (size_t at = from; at < to && text.left - at >= CHUNK_MIN; at += LIMB_OCTETS) {
        if (limb_at(text.at + at) - CHUNK_MIN > CHUNK_MAX + CHUNK_FLAGS - CHUNK_MIN) {
            continue;
        }
        const size_t limbs = limbs_of_chunk(bytes_over(text.at + at, text.left - at));
        struct buffer octets = { 0 };
        if (!is_length(limbs) || !is_modulus(text.at + at + CHUNK_HEADER, limbs)) {
            continue;
        }
        if (buffer_append(&octets, bytes_over(text.at + at + CHUNK_HEADER, limbs * LIMB_OCTETS))) {
            note(moduli, &octets, window->base + at + CHUNK_HEADER);
        } else {
            moduli->full = true;
        }
    }
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
    free(moduli->items);
    *moduli = (struct limb_moduli){ 0 };
}
