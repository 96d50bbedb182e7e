#include "certificates/judged_set.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };

/* X.690 section 8.3.2: the shortest spelling of a number in two's complement. */
static struct bytes shortest(struct bytes serial)
{
    while (serial.left > 1) {
        bool top = (serial.at[1] & 0x80) != 0;
        if (!(serial.at[0] == 0x00 && !top) && !(serial.at[0] == 0xff && top)) {
            break;
        }
        struct bytes spare;
        if (!bytes_take(&serial, 1, &spare)) {
            break;
        }
    }
    return serial;
}

static int compare_serials(struct bytes one, struct bytes other)
{
    if (one.left != other.left) {
        return one.left < other.left ? -1 : 1;
    }
    return one.left > 0 ? memcmp(one.at, other.at, one.left) : 0;
}

/* A serial number says nothing without its issuer's key. */
static int compare_places(const struct judged_certificate *one, struct bytes serial,
                          const struct issuer *issuer)
{
    const int order = compare_serials(one->serial, serial);
    return order != 0 ? order : memcmp(one->issuer->key_digest, issuer->key_digest, SHA256_LENGTH);
}

static int compare_certificates(const void *one, const void *other)
{
    const struct judged_certificate *left = one, *right = other;
    const int order = compare_places(left, right->serial, right->issuer);
    return order != 0 ? order : memcmp(left->sha256, right->sha256, SHA256_LENGTH);
}

const struct fault *judged_set_add(struct judged_set *set,
                                   const struct judged_certificate *certificate)
{
    struct judged_certificate *all = item_room(set->all, set->count, &set->room, 256, sizeof(*all));
    if (all == NULL) {
        return &no_memory;
    }
    set->all = all;
    set->all[set->count] = *certificate;
    set->all[set->count++].serial = shortest(certificate->serial);
    return NULL;
}

/* FNV-1a. Serials that are made to collide cost a longer search, no wrong answer. */
static uint64_t mix(uint64_t hash, struct bytes from)
{
    for (size_t i = 0; i < from.left; i++) {
        hash = (hash ^ from.at[i]) * UINT64_C(1099511628211);
    }
    return hash;
}

static size_t hash_of(struct bytes serial, const struct issuer *issuer)
{
    const uint64_t hash =
        mix(mix(UINT64_C(14695981039346656037), bytes_over(issuer->key_digest, 8)), serial);
    return (size_t)(hash ^ hash >> 32);
}

static void put_slot(struct judged_set *set, size_t index)
{
    const struct judged_certificate *certificate = &set->all[index];
    size_t slot = hash_of(certificate->serial, certificate->issuer) & (set->slot_count - 1);
    while (set->slots[slot] != 0) {
        slot = (slot + 1) & (set->slot_count - 1);
    }
    set->slots[slot] = (uint32_t)(index + 1);
}

void judged_set_settle(struct judged_set *set)
{
    if (set->count == 0 || set->count > UINT32_MAX / 4) {
        return;
    }
    qsort(set->all, set->count, sizeof(*set->all), compare_certificates);
    set->slot_count = 64;
    while (set->slot_count < 4 * set->count) {
        set->slot_count *= 2;
    }
    set->slots = calloc(set->slot_count, sizeof(*set->slots));
    for (size_t i = 0; set->slots != NULL && i < set->count; i++) {
        if (i == 0 ||
            compare_places(&set->all[i - 1], set->all[i].serial, set->all[i].issuer) != 0) {
            put_slot(set, i);
        }
    }
}

void judged_set_clear(struct judged_set *set)
{
    free(set->all);
    free(set->slots);
    *set = (struct judged_set){ 0 };
}

/* Index of the first of this serial and key; `count` when there is none. */
static size_t index_of(const struct judged_set *set, const struct issuer *issuer,
                       struct bytes serial)
{
    size_t slot = hash_of(serial, issuer) & (set->slot_count - 1);
    for (; set->slots[slot] != 0; slot = (slot + 1) & (set->slot_count - 1)) {
        const size_t index = set->slots[slot] - 1;
        if (compare_places(&set->all[index], serial, issuer) == 0) {
            return index;
        }
    }
    return set->count;
}

static size_t index_by_search(const struct judged_set *set, const struct issuer *issuer,
                              struct bytes serial)
{
    size_t index = 0;
    while (index < set->count && compare_places(&set->all[index], serial, issuer) != 0) {
        index++;
    }
    return index;
}

const struct judged_certificate *judged_set_find(const struct judged_set *set,
                                                 const struct issuer *issuer, struct bytes serial,
                                                 size_t *count)
{
    serial = shortest(serial);
    const size_t first =
        set->slots != NULL ? index_of(set, issuer, serial) : index_by_search(set, issuer, serial);
    size_t end = first;
    while (end < set->count && compare_places(&set->all[end], serial, issuer) == 0) {
        end++;
    }
    *count = end - first;
    return *count > 0 ? &set->all[first] : NULL;
}
