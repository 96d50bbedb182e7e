#include "inventory/entry_sort.h"

#include <string.h>

/* Radix sort, least significant octet first: first of the place, then of the key. A pass
 * whose octet is the same everywhere is left out, as most of the place's are. */
#define OCTETS 8
#define VALUES 256

typedef size_t histogram[OCTETS][VALUES];

static unsigned octet_of(uint64_t word, size_t octet)
{
    return (unsigned)(word >> (8 * octet)) & (VALUES - 1);
}

static uint64_t word_of(const struct index_entry *entry, bool key)
{
    return key ? entry->key : entry->place;
}

static void count_octets(const struct index_entry *entries, size_t count, bool key, histogram found)
{
    memset(found, 0, sizeof(histogram));
    for (size_t i = 0; i < count; i++) {
        const uint64_t word = word_of(&entries[i], key);
        for (size_t octet = 0; octet < OCTETS; octet++) {
            found[octet][octet_of(word, octet)]++;
        }
    }
}

static bool is_same(const size_t counts[VALUES], size_t count)
{
    for (size_t value = 0; value < VALUES; value++) {
        if (counts[value] > 0) {
            return counts[value] == count;
        }
    }
    return true;
}

static void spread(const struct index_entry *from, struct index_entry *to, size_t count, bool key,
                   size_t octet, const size_t counts[VALUES])
{
    size_t begins[VALUES], at = 0;
    for (size_t value = 0; value < VALUES; value++) {
        begins[value] = at;
        at += counts[value];
    }
    for (size_t i = 0; i < count; i++) {
        to[begins[octet_of(word_of(&from[i], key), octet)]++] = from[i];
    }
}

void entry_sort(struct index_entry *entries, struct index_entry *room, size_t count)
{
    struct index_entry *from = entries, *to = room;
    for (int key = 0; key < 2; key++) {
        histogram found;
        count_octets(from, count, key != 0, found);
        for (size_t octet = 0; octet < OCTETS; octet++) {
            if (is_same(found[octet], count)) {
                continue;
            }
            spread(from, to, count, key != 0, octet, found[octet]);
            struct index_entry *swap = from;
            from = to;
            to = swap;
        }
    }
    if (from != entries && count > 0) {
        memcpy(entries, from, count * sizeof(*entries));
    }
}
