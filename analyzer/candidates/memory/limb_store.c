#include "candidates/memory/limb_store.h"

#include <assert.h>
#include <sys/random.h>

#define HEADS_MIN  64u
#define HEADS_EACH 2u /* at least: so chains are short, and one is always free */

struct limb_number *limb_store_number(const struct limb_store *store, size_t index)
{
    assert(index < store->count);
    return (struct limb_number *)(void *)store->numbers.at + index;
}

const uint8_t *limb_store_octets(const struct limb_store *store, const struct limb_number *number)
{
    return store->octets.at + number->at;
}

__extension__ typedef unsigned __int128 limb_pair;

static uint32_t *heads_of(const struct limb_store *store)
{
    return (uint32_t *)(void *)store->heads.at;
}

static size_t head_count(const struct limb_store *store)
{
    return store->heads.used / sizeof(uint32_t);
}

/* By the lowest limb alone all numbers of an image that has it in each would be gone through. */
static uint64_t sum_of(const struct limb_store *store, struct bytes octets)
{
    uint64_t sum = octets.left;
    for (size_t at = 0; at < octets.left; at += LIMB_OCTETS) {
        const limb_pair product = (limb_pair)(sum ^ limb_at(octets.at + at)) * store->secret;
        sum = (uint64_t)(product >> 64) + (uint64_t)product;
    }
    return sum;
}

/* The head of a number with these octets, or the free one where it would be. */
static uint32_t *find_head(const struct limb_store *store, uint64_t sum, struct bytes octets)
{
    const size_t heads = head_count(store);
    size_t at = (size_t)(sum >> 32) & (heads - 1);
    for (;; at = (at + 1) & (heads - 1)) {
        uint32_t *head = heads_of(store) + at;
        if (*head == 0) {
            return head;
        }
        const struct limb_number *number = limb_store_number(store, *head - 1);
        if (number->sum == sum &&
            bytes_equal(bytes_over(limb_store_octets(store, number), number->limbs * LIMB_OCTETS),
                        octets)) {
            return head;
        }
    }
}

static bool draw_secret(struct limb_store *store)
{
    if (store->secret == 0 &&
        getrandom(&store->secret, sizeof(store->secret), 0) != (ssize_t)sizeof(store->secret)) {
        return false;
    }
    store->secret |= 1;
    return true;
}

/* Twice as many heads as before, all of them free. */
static bool more_heads(struct limb_store *store)
{
    const size_t before = store->heads.used;
    const size_t wanted = before == 0 ? HEADS_MIN * sizeof(uint32_t) : 2 * before;
    buffer_reset(&store->heads);
    if (!buffer_reserve(&store->heads, wanted)) {
        store->heads.used = before; /* wiped: no number is found any more */
        return false;
    }
    memset(store->heads.at, 0, wanted);
    store->heads.used = wanted;
    for (size_t i = 0; i < store->count; i++) {
        const struct limb_number *number = limb_store_number(store, i);
        const struct bytes octets =
            bytes_over(limb_store_octets(store, number), number->limbs * LIMB_OCTETS);
        *find_head(store, number->sum, octets) = (uint32_t)(i + 1);
    }
    return true;
}

/* False where it is one too many, or memory ran out. */
static bool make_room(struct limb_store *store, size_t octets)
{
    if (store->count >= LIMB_STORED_MAX || octets > LIMB_STORED_OCTETS_MAX - store->octets.used) {
        return false;
    }
    return draw_secret(store) && buffer_reserve(&store->octets, octets) &&
           buffer_reserve(&store->numbers, sizeof(struct limb_number)) &&
           ((store->count + 1) * HEADS_EACH <= head_count(store) || more_heads(store));
}

static void note_sight(struct limb_number *number, const struct limb_sight *sight)
{
    number->held = number->held || sight->held;
    if (sight->held && sight->owned && number->offset == UINT64_MAX) {
        number->offset = sight->offset;
        number->order = sight->order;
    }
}

static void note_lost(struct limb_store *store, uint64_t offset)
{
    if (!store->lost) {
        store->lost = true;
        store->lost_from = offset;
    }
}

/* NULL where it is new. */
static struct limb_number *find(const struct limb_store *store, struct bytes octets)
{
    const uint32_t *head =
        store->count > 0 ? find_head(store, sum_of(store, octets), octets) : NULL;
    return head != NULL && *head > 0 ? limb_store_number(store, *head - 1) : NULL;
}

void limb_store_add(struct limb_store *store, struct bytes octets, const struct limb_sight *sight)
{
    assert(octets.left % LIMB_OCTETS == 0 && octets.left >= LIMB_STORED_MIN * LIMB_OCTETS);
    struct limb_number *known = find(store, octets);
    store->held = store->held || sight->held;
    if (known != NULL) {
        note_sight(known, sight);
        return;
    }
    if (!make_room(store, octets.left)) {
        note_lost(store, sight->offset);
        return;
    }
    struct limb_number *number =
        (struct limb_number *)(void *)(store->numbers.at + store->numbers.used);
    *number = (struct limb_number){ .sum = sum_of(store, octets),
                                    .offset = UINT64_MAX,
                                    .limbs = (uint32_t)(octets.left / LIMB_OCTETS),
                                    .at = (uint32_t)store->octets.used };
    note_sight(number, sight);
    uint32_t *head = find_head(store, number->sum, octets);
    memcpy(store->octets.at + store->octets.used, octets.at, octets.left);
    store->octets.used += octets.left;
    store->numbers.used += sizeof(*number);
    *head = (uint32_t)++store->count;
}

void limb_store_tell(struct limb_store *store, struct bytes modulus)
{
    struct limb_number *number = find(store, modulus);
    if (number != NULL) {
        number->told = true;
    }
}

void limb_store_clear(struct limb_store *store)
{
    buffer_clear(&store->numbers);
    buffer_clear(&store->octets);
    buffer_clear(&store->heads);
    *store = (struct limb_store){ 0 };
}
