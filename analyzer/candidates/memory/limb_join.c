#include "candidates/memory/limb_join.h"

#include "candidates/memory/limb_arithmetic.h"

struct join {
    struct limb_store *store;
    struct delivery *delivery;
    struct limb_quotient quotient;
    uint64_t work, work_max;
    bool short_of_memory;
};

static struct bytes octets_of(const struct join *join, const struct limb_number *number)
{
    return bytes_over(limb_store_octets(join->store, number), number->limbs * LIMB_OCTETS);
}

static bool is_modulus(const struct join *join, const struct limb_number *number)
{
    const uint8_t *octets = limb_store_octets(join->store, number);
    return !number->told && !number->factored && number->limbs % 2 == 0 &&
           number->limbs >= LIMB_MODULUS_BITS_MIN / 64 &&
           limb_at(octets + (number->limbs - 1) * LIMB_OCTETS) >> 56 != 0;
}

/* A prime that is as long as the other has its highest bit. */
static bool may_be_prime(const struct join *join, const struct limb_number *number)
{
    const uint8_t *octets = limb_store_octets(join->store, number);
    return !number->factored && limb_at(octets + (number->limbs - 1) * LIMB_OCTETS) >> 63 != 0;
}

/* As it stands in the leaf, which the lowest octet first is turned into like the other way. */
static bool deliver(struct join *join, struct limb_number *modulus, struct bytes content,
                    const struct limb_number *number)
{
    const uint8_t *octets = limb_store_octets(join->store, number);
    struct buffer taken = { 0 };
    if (!limb_order_append(octets, number->limbs, number->order, &taken)) {
        join->short_of_memory = true;
        return false;
    }
    const struct candidate candidate = { .form = CANDIDATE_LIMBS,
                                         .origin = ORIGIN_BINARY,
                                         .content = content,
                                         .offset = number->offset,
                                         .length = taken.used,
                                         .taken = buffer_bytes(&taken) };
    modulus->told = delivery_key(join->delivery, &candidate, true) == OFFER_TAKEN;
    buffer_clear(&taken);
    return modulus->told;
}

static bool append_limbs(struct buffer *into, const uint64_t *limbs, size_t count)
{
    if (!buffer_reserve(into, count * LIMB_OCTETS)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const uint64_t limb = htole64(limbs[i]);
        memcpy(into->at + into->used, &limb, LIMB_OCTETS);
        into->used += LIMB_OCTETS;
    }
    return true;
}

/* n, p and q. */
static void tell_prime(struct join *join, struct limb_number *modulus,
                       const struct limb_number *prime)
{
    struct buffer content = { 0 };
    if (!limb_divide(limb_store_octets(join->store, modulus), limb_store_octets(join->store, prime),
                     prime->limbs, &join->quotient)) {
        return;
    }
    if (buffer_append(&content, octets_of(join, modulus)) &&
        buffer_append(&content, octets_of(join, prime)) &&
        append_limbs(&content, join->quotient.limbs, prime->limbs)) {
        (void)deliver(join, modulus, buffer_bytes(&content), prime);
    } else {
        join->short_of_memory = true;
    }
    buffer_clear(&content);
}

/* n, d and e. */
static void tell_exponent(struct join *join, struct limb_number *modulus,
                          const struct limb_number *exponent)
{
    const uint8_t *n = limb_store_octets(join->store, modulus);
    const uint8_t *d = limb_store_octets(join->store, exponent);
    size_t turn = 0;
    uint64_t e;
    while (!modulus->told && limb_exponent_fits(n, d, modulus->limbs, &turn, &e)) {
        struct buffer content = { 0 };
        if (buffer_append(&content, octets_of(join, modulus)) &&
            buffer_append(&content, octets_of(join, exponent)) && append_limbs(&content, &e, 1)) {
            (void)deliver(join, modulus, buffer_bytes(&content), exponent);
        } else {
            join->short_of_memory = true;
        }
        buffer_clear(&content);
    }
}

/* Where each was held in the leaf first decides, so that ranges and replays find the same. */
static void hold_against(struct join *join, struct limb_number *modulus, bool primes)
{
    const uint64_t limbs = primes ? modulus->limbs / 2 : modulus->limbs;
    for (size_t i = 0; i < join->store->count && !modulus->told; i++) {
        const struct limb_number *number = limb_store_number(join->store, i);
        if (number->limbs != limbs || number->offset == UINT64_MAX || number == modulus ||
            (primes && !may_be_prime(join, number))) {
            continue;
        }
        join->work += primes ? limbs * limbs / 2 : LIMB_DIVISION_WORK;
        if (join->work >= join->work_max) {
            return;
        }
        if (primes) {
            tell_prime(join, modulus, number);
        } else {
            tell_exponent(join, modulus, number);
        }
    }
}

/* The own range up to where the leaf was seen; false where that is nothing. */
static bool own_range(const struct join *join, uint64_t end, uint64_t *from, uint64_t *to)
{
    *from = join->delivery->own_from;
    *to = end < join->delivery->own_to ? end : join->delivery->own_to;
    return *from < *to;
}

static void tell_bound(const struct join *join, uint64_t end)
{
    static const struct fault bound = { OUTCOME_BOUND, NULL,
                                        "more numbers of RSA keys in memory than are joined" };
    const bool all = join->work >= join->work_max || join->short_of_memory;
    uint64_t from, to;
    if ((!all && !join->store->lost) || !own_range(join, end, &from, &to)) {
        return;
    }
    if (!all && join->store->lost_from > from) {
        from = join->store->lost_from;
    }
    if (from < to) {
        join->delivery->sink->unread(join->delivery->sink->context, &bound, from, to - from);
    }
}

static uint64_t work_of(const struct join *join, uint64_t end)
{
    uint64_t from, to;
    const bool any = own_range(join, end, &from, &to);
    return LIMB_JOIN_WORK_MIN + (any ? (to - from) * LIMB_JOIN_WORK_EACH : 0);
}

void limb_join_tell(struct limb_store *store, uint64_t end, struct delivery *delivery)
{
    struct join join = { .store = store, .delivery = delivery };
    if (!store->held) {
        return;
    }
    join.work_max = work_of(&join, end);
    for (size_t i = 0; i < store->count; i++) {
        struct limb_number *number = limb_store_number(store, i);
        number->factored = limb_has_small_factor(limb_store_octets(store, number), number->limbs);
    }
    for (size_t i = 0; i < store->count && join.work < join.work_max; i++) {
        struct limb_number *modulus = limb_store_number(store, i);
        if (is_modulus(&join, modulus)) {
            hold_against(&join, modulus, true);
            hold_against(&join, modulus, false);
        }
    }
    tell_bound(&join, end);
    memory_wipe(&join.quotient, sizeof(join.quotient));
}
