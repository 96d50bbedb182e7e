#include "candidates/memory/limb_factors.h"

#include <assert.h>
#include <stdlib.h>

#include "candidates/memory/limb_arithmetic.h"
#include "candidates/memory/limb_join.h"

#define NONE UINT32_MAX
/* Chains of a table are short: a few limbs among four heads, as long as they fit a cache. */
#define HEADS_EACH    4
#define HEAD_BITS_MIN 6
#define HEAD_BITS_MAX 14
/* Of the filter before them so many for each head: one of 64 numbers that are none of the table's
 * comes past it, where one of four meets a head. */
#define FILTER_BITS_MORE 4
#define FILTER_WORD_BITS 6

/* Limbs that may be a prime. */
struct factor {
    uint64_t low;
    uint32_t at;   /* in the window */
    uint32_t next; /* behind it, with a lowest limb alike; or NONE */
};

struct wanted {
    uint64_t low;
    struct limb_modulus *modulus;
};

/* All of one length in a part of a window; heads are those that were not passed yet. */
struct factor_table {
    const struct leaf_window *window;
    size_t limbs;
    enum limb_order order;
    struct factor *items;
    size_t count, room;
    uint32_t *heads;
    unsigned head_bits;
    uint64_t *filter;      /* a bit for what hashes like a lowest limb */
    struct wanted *wanted; /* the moduli that are twice as long */
    size_t wanted_count;
};

static inline uint64_t hash_of(uint64_t low)
{
    return low * UINT64_C(0x9e3779b97f4a7c15);
}

static inline uint32_t *head_of(const struct factor_table *table, uint64_t low)
{
    return &table->heads[hash_of(low) >> (64 - table->head_bits)];
}

static inline uint64_t *filter_word(const struct factor_table *table, uint64_t low, uint64_t *bit)
{
    const uint64_t place = hash_of(low) >> (64 - table->head_bits - FILTER_BITS_MORE);
    *bit = UINT64_C(1) << (place & ((1u << FILTER_WORD_BITS) - 1));
    return &table->filter[place >> FILTER_WORD_BITS];
}

static inline bool may_have(const struct factor_table *table, uint64_t low)
{
    uint64_t bit;
    const uint64_t word = *filter_word(table, low, &bit);
    return (word & bit) != 0;
}

/* A prime that is as long as the others has its highest bit: those of two together have as many
 * bits as the modulus. */
static bool may_be_prime(const uint8_t *at, size_t limbs, enum limb_order order)
{
    return (limb_of(at, limbs, order, 0) & 1) != 0 &&
           limb_of(at, limbs, order, limbs - 1) >> 63 != 0 && limbs_look_drawn(at, limbs);
}

static void gather_factor(struct factor_table *table, size_t at)
{
    const uint8_t *limbs = table->window->text.at + at;
    if (may_be_prime(limbs, table->limbs, table->order)) {
        assert(table->count < table->room);
        table->items[table->count++] =
            (struct factor){ .low = limb_of(limbs, table->limbs, table->order, 0),
                             .at = (uint32_t)at };
    }
}

/* In any place. */
static void gather_limbs(struct factor_table *table, size_t from, size_t to)
{
    for (size_t at = from; at < to; at += LIMB_OCTETS) {
        gather_factor(table, at);
    }
}

static void gather_arrays(struct factor_table *table, size_t from, size_t to)
{
    const struct bytes text = table->window->text;
    size_t at = limb_order_next_array(text, from, to, table->order, from);
    while (at < to) {
        if (limb_order_array(text, at, table->order) == table->limbs) {
            gather_factor(table, at);
        }
        at = limb_order_next_array(text, at + 1, to, table->order, from);
    }
}

static void gather_wanted(struct factor_table *table, const struct limb_moduli *moduli)
{
    for (size_t i = 0; i < moduli->count; i++) {
        if (moduli->items[i].limbs == 2 * table->limbs) {
            table->wanted[table->wanted_count++] =
                (struct wanted){ .low = moduli->items[i].low, .modulus = &moduli->items[i] };
        }
    }
}

static bool chain_factors(struct factor_table *table)
{
    table->head_bits = HEAD_BITS_MIN;
    while (table->head_bits < HEAD_BITS_MAX &&
           (size_t)1 << table->head_bits < HEADS_EACH * table->count) {
        table->head_bits++;
    }
    const size_t octets = sizeof(*table->heads) << table->head_bits;
    table->heads = malloc(octets);
    table->filter = calloc((size_t)1 << (table->head_bits + FILTER_BITS_MORE - FILTER_WORD_BITS),
                           sizeof(*table->filter));
    if (table->heads == NULL || table->filter == NULL) {
        return false;
    }
    memset(table->heads, 0xff, octets);
    for (size_t i = table->count; i-- > 0;) {
        uint64_t bit;
        *filter_word(table, table->items[i].low, &bit) |= bit;
        uint32_t *head = head_of(table, table->items[i].low);
        table->items[i].next = *head;
        *head = (uint32_t)i;
    }
    return true;
}

/* False when memory ran out. */
static bool fill_table(struct factor_table *table, const struct limb_moduli *moduli, size_t from,
                       size_t to)
{
    table->room =
        (to - from) / (table->order == LIMBS_LITTLE ? LIMB_OCTETS : LIMB_ARRAYS_APART) + 1;
    table->items = malloc(table->room * sizeof(*table->items));
    table->wanted = malloc(moduli->count * sizeof(*table->wanted));
    if (table->items == NULL || table->wanted == NULL) {
        return false;
    }
    const size_t left = table->window->text.left, span = table->limbs * LIMB_OCTETS;
    const size_t end = left < span ? 0 : to <= left - span ? to : left - span + 1;
    if (table->order == LIMBS_LITTLE) {
        gather_limbs(table, from, end);
    } else {
        gather_arrays(table, from, end);
    }
    gather_wanted(table, moduli);
    return chain_factors(table);
}

static void clear_table(struct factor_table *table)
{
    if (table->items != NULL) {
        memory_wipe(table->items, table->count * sizeof(*table->items));
    }
    free(table->items);
    free(table->heads);
    free(table->filter);
    free(table->wanted);
}

static uint64_t half_of(uint64_t limb, size_t i)
{
    return i % 2 == 0 ? limb & UINT32_MAX : limb >> 32;
}

static uint64_t factor_half(const struct factor_table *table, size_t at, size_t i)
{
    return half_of(limb_of(table->window->text.at + at, table->limbs, table->order, i / 2), i);
}

/* one other = modulus, of whose limbs each of them has half. By columns, as by hand. */
static bool is_product(const struct limb_modulus *modulus, const struct factor_table *table,
                       size_t one, size_t other)
{
    const size_t halves = modulus->limbs; /* of 32 bits, in each */
    uint64_t carry = 0;
    for (size_t column = 0; column < 2 * halves; column++) {
        uint64_t sum = carry, above = 0; /* `above`: how often it went over */
        for (size_t i = column < halves ? 0 : column - halves + 1; i < halves && i <= column; i++) {
            const uint64_t product =
                factor_half(table, one, i) * factor_half(table, other, column - i);
            sum += product;
            above += sum < product ? 1 : 0;
        }
        if ((sum & UINT32_MAX) !=
            half_of(limb_at(modulus->octets.at + column / 2 * LIMB_OCTETS), column)) {
            return false;
        }
        carry = (sum >> 32) + (above << 32);
    }
    return true;
}

static void deliver(struct limb_factors *factors, const struct factor_table *table,
                    const struct limb_modulus *modulus, const struct factor *pair[2],
                    struct delivery *delivery)
{
    const size_t span = table->limbs * LIMB_OCTETS;
    const uint8_t *text = table->window->text.at;
    const uint64_t offset = table->window->base + pair[0]->at;
    const size_t length = pair[1]->at - pair[0]->at + span;
    struct buffer content = { 0 };
    const bool known = factors->told == offset && factors->told_low == modulus->low;
    if (known || delivery_is_taken(delivery, offset)) {
        return;
    }
    factors->told = offset;
    factors->told_low = modulus->low;
    if (buffer_append(&content, buffer_bytes(&modulus->octets)) &&
        limb_order_append(text + pair[0]->at, table->limbs, table->order, &content) &&
        limb_order_append(text + pair[1]->at, table->limbs, table->order, &content)) {
        const struct candidate candidate = { .form = CANDIDATE_LIMBS,
                                             .origin = ORIGIN_BINARY,
                                             .content = buffer_bytes(&content),
                                             .offset = offset,
                                             .length = length,
                                             .taken = bytes_over(text + pair[0]->at, length) };
        if (delivery_key(delivery, &candidate, true) == OFFER_TAKEN &&
            delivery_owns(delivery, offset)) {
            limb_store_tell(&factors->moduli.store, buffer_bytes(&modulus->octets));
        }
    } else {
        factors->moduli.full = true;
    }
    buffer_clear(&content);
}

/* The nearest behind it that makes this modulus with it. */
static const struct factor *find_other(struct limb_factors *factors,
                                       const struct factor_table *table,
                                       const struct limb_modulus *modulus,
                                       const struct factor *first, uint64_t low)
{
    for (uint32_t i = *head_of(table, low); i != NONE && factors->work < LIMB_WORK_MAX;
         i = table->items[i].next) {
        const struct factor *other = &table->items[i];
        factors->work++;
        if (other->at - first->at > LIMB_PAIR_SPAN) {
            return NULL;
        }
        if (other->low == low) {
            factors->work += modulus->limbs * modulus->limbs;
            if (is_product(modulus, table, first->at, other->at)) {
                return other;
            }
        }
    }
    return NULL;
}

static void hold_against(struct limb_factors *factors, const struct factor_table *table,
                         struct limb_modulus *modulus, const struct factor *first, uint64_t inverse,
                         struct delivery *delivery)
{
    const uint64_t offset = table->window->base + first->at;
    if (!limb_modulus_reaches(modulus, offset)) {
        return;
    }
    const struct factor *other = find_other(factors, table, modulus, first, modulus->low * inverse);
    if (other == NULL) {
        return;
    }
    uint64_t *last = &modulus->pair[table->order];
    const bool copy = *last != UINT64_MAX && offset - *last <= LIMB_PAIR_SPAN;
    *last = offset;
    if (!copy) {
        deliver(factors, table, modulus, (const struct factor *[]){ first, other }, delivery);
    }
}

/* All pairs whose first prime begins before `end`, a place in the window. */
static void find_pairs(struct limb_factors *factors, const struct factor_table *table, size_t end,
                       struct delivery *delivery)
{
    for (size_t i = 0; i < table->count && table->items[i].at < end; i++) {
        const struct factor *first = &table->items[i];
        const uint64_t inverse = limb_inverse(first->low);
        *head_of(table, first->low) = first->next; /* those before it went this way too */
        factors->work += table->wanted_count;
        if (factors->work >= LIMB_WORK_MAX) {
            return;
        }
        for (size_t j = 0; j < table->wanted_count; j++) {
            if (may_have(table, table->wanted[j].low * inverse)) {
                hold_against(factors, table, table->wanted[j].modulus, first, inverse, delivery);
            }
        }
    }
}

/* Of one length and order, whose first prime begins in [from, to). */
static void read_length(struct limb_factors *factors, const struct leaf_window *window,
                        size_t limbs, enum limb_order order, size_t from, size_t to,
                        struct delivery *delivery)
{
    const size_t left = window->text.left;
    const size_t end = left - to > LIMB_PAIR_SPAN ? to + LIMB_PAIR_SPAN : left;
    struct factor_table table = { .window = window, .limbs = limbs, .order = order };
    factors->work += (end - from) / LIMB_OCTETS / (order == LIMBS_LITTLE ? 1 : 2);
    if (factors->work >= LIMB_WORK_MAX) {
        return;
    }
    if (fill_table(&table, &factors->moduli, from, end)) {
        factors->work += table.count * limbs / 2; /* which were all looked at */
        find_pairs(factors, &table, to, delivery);
    } else {
        factors->moduli.full = true;
    }
    clear_table(&table);
}

static void read_lengths(struct limb_factors *factors, const struct leaf_window *window,
                         size_t from, size_t to, struct delivery *delivery)
{
    bool seen[RSA_BITS_MAX / 64 + 1] = { false };
    for (size_t i = 0; i < factors->moduli.count; i++) {
        const size_t limbs = factors->moduli.items[i].limbs;
        if (!seen[limbs]) {
            seen[limbs] = true;
            for (enum limb_order order = LIMBS_LITTLE; order < LIMB_ORDERS; order++) {
                read_length(factors, window, limbs / 2, order, from, to, delivery);
            }
        }
    }
}

static void tell_bound(struct limb_factors *factors, uint64_t from, uint64_t to,
                       struct delivery *delivery)
{
    static const struct fault bound = { OUTCOME_BOUND, NULL,
                                        "too much that looks like numbers of RSA keys in memory" };
    const uint64_t own_from = from > delivery->own_from ? from : delivery->own_from;
    const uint64_t own_to = to < delivery->own_to ? to : delivery->own_to;
    if ((factors->work >= LIMB_WORK_MAX || factors->moduli.full) && own_from < own_to) {
        delivery->sink->unread(delivery->sink->context, &bound, own_from, own_to - own_from);
    }
    factors->work = 0;
    factors->moduli.noted = 0;
    /* at the front of a leaf no pair is looked for yet: it is said of the next stretch */
    factors->moduli.full = factors->moduli.full && from == to;
}

/* Limbs stand at multiples of their length in memory, of which a leaf shows whole pages. */
static size_t aligned_place(const struct leaf_window *window, uint64_t offset)
{
    const uint64_t least = offset > window->base ? offset : window->base;
    const uint64_t aligned = (least + LIMB_OCTETS - 1) / LIMB_OCTETS * LIMB_OCTETS;
    const uint64_t place = aligned - window->base;
    return place < window->text.left ? (size_t)place : window->text.left;
}

void limb_factors_read(struct limb_factors *factors, const struct leaf_window *window,
                       uint64_t from, uint64_t to, struct delivery *delivery)
{
    if (delivery->passing) {
        return;
    }
    const bool last = window->ends && to == window->base + window->text.left;
    const uint64_t back = LIMB_MODULUS_BEHIND;
    const uint64_t begin = from > back ? from - back : 0;
    const uint64_t end = last ? to : to > back ? to - back : 0;
    const size_t place = aligned_place(window, from), until = aligned_place(window, to);
    if (memchr(window->text.at + place, 0, until - place) != NULL) {
        limb_moduli_held(&factors->moduli, window, place, until, delivery);
    }
    if (factors->moduli.count > 0 && begin < end) {
        limb_moduli_forget(&factors->moduli, begin);
        read_lengths(factors, window, aligned_place(window, begin), aligned_place(window, end),
                     delivery);
    }
    tell_bound(factors, begin, end, delivery);
}

void limb_factors_finish(struct limb_factors *factors, uint64_t end, struct delivery *delivery)
{
    limb_join_tell(&factors->moduli.store, end, delivery);
    limb_factors_clear(factors);
}

void limb_factors_clear(struct limb_factors *factors)
{
    limb_moduli_clear(&factors->moduli);
    *factors = (struct limb_factors){ 0 };
}
