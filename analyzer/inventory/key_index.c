#include "inventory/key_index.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "inventory/certificate_index.h"

/* Layout, in the machine's own byte order since it never leaves the machine:
 *
 *   header     mark (8 octets), two seeds, count of slots, count of keys, count of
 *              wanted: u64 each
 *   slots      u64 each, a power of two of them, at most half of them taken: a tag
 *              made of algorithm and probe, 0 = free; linear probing
 *   keys       sorted: algorithm and curve in one u64, digest (32 octets)
 *   hashes     as many, sorted: digest of the SubjectPublicKeyInfo, and the key as above
 *   wanted     u64 each, sorted: what certificate indexes are asked for
 *
 * The seeds are random, since who leaks keys may choose the low bits of a modulus
 * and could otherwise make all of them fall into one place. A tag stands in the
 * slots once, however many keys share it. */
#define MARK         "keyindx2"
#define HEADER_WORDS 6
#define WORD         sizeof(uint64_t)
#define KEY_WIDTH    (WORD + SHA256_LENGTH)
#define HASH_WIDTH   (SHA256_LENGTH + KEY_WIDTH)

struct header {
    uint64_t seeds[2];
    uint64_t slots, keys, wanted;
};

struct indexed_key {
    uint64_t kind;
    uint8_t digest[SHA256_LENGTH];
    uint8_t spki_sha256[SHA256_LENGTH];
};

static uint64_t word_at(const uint8_t *at)
{
    uint64_t word;
    memcpy(&word, at, WORD);
    return word;
}

static uint64_t tag_of(const uint64_t seeds[2], enum key_algorithm algorithm, uint64_t probe)
{
    uint64_t tag = (probe ^ seeds[0]) * (seeds[1] | 1);
    tag ^= tag >> 32;
    tag = (tag + (uint64_t)algorithm) * UINT64_C(0x9e3779b97f4a7c15);
    tag ^= tag >> 29;
    return tag != 0 ? tag : 1;
}

static uint64_t kind_of(const struct public_identity *identity)
{
    return (uint64_t)identity->algorithm << 32 | (uint64_t)identity->curve;
}

static int compare_keys(const void *one, const void *other)
{
    const struct indexed_key *left = one, *right = other;
    if (left->kind != right->kind) {
        return left->kind < right->kind ? -1 : 1;
    }
    return memcmp(left->digest, right->digest, SHA256_LENGTH);
}

/* Copies, sorts, and drops what is there twice. NULL when memory ran out. */
static struct indexed_key *sorted_keys(const struct public_identity *identities, size_t *count)
{
    struct indexed_key *keys = calloc(*count + 1, sizeof(*keys));
    if (keys == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < *count; i++) {
        keys[i].kind = kind_of(&identities[i]);
        memcpy(keys[i].digest, identities[i].digest, SHA256_LENGTH);
        memcpy(keys[i].spki_sha256, identities[i].spki_sha256, SHA256_LENGTH);
    }
    qsort(keys, *count, sizeof(*keys), compare_keys);
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        if (kept == 0 || compare_keys(&keys[kept - 1], &keys[i]) != 0) {
            keys[kept++] = keys[i];
        }
    }
    *count = kept;
    return keys;
}

static void put_tag(uint64_t *slots, uint64_t mask, uint64_t tag)
{
    uint64_t slot = tag & mask;
    while (slots[slot] != 0 && slots[slot] != tag) {
        slot = (slot + 1) & mask;
    }
    slots[slot] = tag;
}

static uint64_t slots_for(size_t count)
{
    uint64_t slots = 8;
    while (slots < 2 * (uint64_t)count) {
        slots *= 2;
    }
    return slots;
}

static bool append_words(struct buffer *table, const uint64_t *words, uint64_t count)
{
    return buffer_append(table, bytes_over(words, (size_t)count * WORD));
}

static bool append_keys(struct buffer *table, const struct indexed_key *keys, size_t count)
{
    bool fits = buffer_reserve(table, count * KEY_WIDTH);
    for (size_t i = 0; fits && i < count; i++) {
        fits = append_words(table, &keys[i].kind, 1) &&
               buffer_append(table, bytes_over(keys[i].digest, SHA256_LENGTH));
    }
    return fits;
}

static int compare_hashes(const void *one, const void *other)
{
    const struct indexed_key *left = one, *right = other;
    return memcmp(left->spki_sha256, right->spki_sha256, SHA256_LENGTH);
}

/* Leaves the keys in this order. */
static bool append_hashes(struct buffer *table, struct indexed_key *keys, size_t count)
{
    bool fits = buffer_reserve(table, count * HASH_WIDTH);
    qsort(keys, count, sizeof(*keys), compare_hashes);
    for (size_t i = 0; fits && i < count; i++) {
        fits = buffer_append(table, bytes_over(keys[i].spki_sha256, SHA256_LENGTH)) &&
               append_words(table, &keys[i].kind, 1) &&
               buffer_append(table, bytes_over(keys[i].digest, SHA256_LENGTH));
    }
    return fits;
}

static bool append_slots(struct buffer *table, const struct header *header,
                         const struct public_identity *identities, size_t count)
{
    uint64_t *slots = calloc((size_t)header->slots, WORD);
    if (slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        put_tag(slots, header->slots - 1,
                tag_of(header->seeds, identities[i].algorithm, identities[i].probe));
    }
    bool fits = append_words(table, slots, header->slots);
    free(slots);
    return fits;
}

static int compare_words(const void *one, const void *other)
{
    const uint64_t left = *(const uint64_t *)one, right = *(const uint64_t *)other;
    return left == right ? 0 : left < right ? -1 : 1;
}

static bool append_wanted(struct buffer *table, const struct public_identity *identities,
                          size_t count)
{
    uint64_t *wanted = calloc(count + 1, WORD);
    if (wanted == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        wanted[i] = index_key_of(identities[i].algorithm, identities[i].probe);
    }
    qsort(wanted, count, WORD, compare_words);
    bool fits = append_words(table, wanted, count);
    free(wanted);
    return fits;
}

bool key_index_build(const struct public_identity *identities, size_t count, struct buffer *table)
{
    struct header header = { .slots = slots_for(count) };
    if (getrandom(header.seeds, sizeof(header.seeds), 0) != (ssize_t)sizeof(header.seeds)) {
        return false;
    }
    size_t kept = count;
    struct indexed_key *keys = sorted_keys(identities, &kept);
    if (keys == NULL) {
        return false;
    }
    header.keys = kept;
    const uint64_t words[] = { header.seeds[0], header.seeds[1], header.slots, header.keys, count };
    buffer_reset(table);
    bool fits = buffer_append(table, bytes_over(MARK, WORD)) &&
                append_words(table, words, HEADER_WORDS - 1) &&
                append_slots(table, &header, identities, count) && append_keys(table, keys, kept) &&
                append_hashes(table, keys, kept) && append_wanted(table, identities, count);
    free(keys);
    if (!fits) {
        buffer_reset(table);
    }
    return fits;
}

/* Only of a table that was opened. */
static struct header header_of(const struct key_index *index)
{
    const uint8_t *at = index->table.at;
    return (struct header){ .seeds = { word_at(at + WORD), word_at(at + 2 * WORD) },
                            .slots = word_at(at + 3 * WORD),
                            .keys = word_at(at + 4 * WORD),
                            .wanted = word_at(at + 5 * WORD) };
}

bool key_index_open(struct bytes table, struct key_index *index)
{
    if (table.left < HEADER_WORDS * WORD || memcmp(table.at, MARK, WORD) != 0) {
        return false;
    }
    const struct key_index opened = { .table = table };
    const struct header header = header_of(&opened);
    const uint64_t most = table.left / WORD;
    if (header.slots == 0 || header.slots > most || (header.slots & (header.slots - 1)) != 0 ||
        header.keys > header.slots || header.wanted > most ||
        (HEADER_WORDS + header.slots + header.wanted) * WORD +
                header.keys * (KEY_WIDTH + HASH_WIDTH) !=
            table.left) {
        return false;
    }
    *index = opened;
    return true;
}

bool key_index_may_hold(const struct key_index *index, enum key_algorithm algorithm, uint64_t probe)
{
    if (index->table.left == 0) {
        return false;
    }
    const struct header header = header_of(index);
    const uint8_t *slots = index->table.at + HEADER_WORDS * WORD;
    const uint64_t tag = tag_of(header.seeds, algorithm, probe), mask = header.slots - 1;
    uint64_t slot = tag & mask;
    /* A table without a free slot is none of ours, but must not be an endless loop either. */
    for (uint64_t looked = 0; looked < header.slots; looked++, slot = (slot + 1) & mask) {
        const uint64_t found = word_at(slots + slot * WORD);
        if (found == tag || found == 0) {
            return found == tag;
        }
    }
    return false;
}

bool key_index_holds(const struct key_index *index, const struct public_identity *identity)
{
    if (index->table.left == 0) {
        return false;
    }
    const struct header header = header_of(index);
    const uint8_t *keys = index->table.at + HEADER_WORDS * WORD + header.slots * WORD;
    struct indexed_key wanted = { .kind = kind_of(identity) };
    memcpy(wanted.digest, identity->digest, SHA256_LENGTH);
    uint64_t low = 0, high = header.keys;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        struct indexed_key found = { .kind = word_at(keys + middle * KEY_WIDTH) };
        memcpy(found.digest, keys + middle * KEY_WIDTH + WORD, SHA256_LENGTH);
        int order = compare_keys(&found, &wanted);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}

size_t key_index_wanted(const struct key_index *index)
{
    return index->table.left > 0 ? (size_t)header_of(index).wanted : 0;
}

uint64_t key_index_wanted_at(const struct key_index *index, size_t position)
{
    const struct header header = header_of(index);
    return word_at(index->table.at + (HEADER_WORDS + header.slots + position) * WORD +
                   header.keys * (KEY_WIDTH + HASH_WIDTH));
}

bool key_index_find_hash(const struct key_index *index, const uint8_t spki_sha256[SHA256_LENGTH],
                         struct public_identity *identity)
{
    static const uint8_t none[SHA256_LENGTH] = { 0 }; /* of an identity that has no such digest */
    if (index->table.left == 0 || memcmp(spki_sha256, none, SHA256_LENGTH) == 0) {
        return false;
    }
    const struct header header = header_of(index);
    const uint8_t *hashes =
        index->table.at + HEADER_WORDS * WORD + header.slots * WORD + header.keys * KEY_WIDTH;
    uint64_t low = 0, high = header.keys;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        const uint8_t *found = hashes + middle * HASH_WIDTH;
        const int order = memcmp(found, spki_sha256, SHA256_LENGTH);
        if (order == 0) {
            const uint64_t kind = word_at(found + SHA256_LENGTH);
            *identity = (struct public_identity){ .algorithm = (enum key_algorithm)(kind >> 32),
                                                  .curve = (enum curve)(kind & UINT32_MAX) };
            memcpy(identity->digest, found + SHA256_LENGTH + WORD, SHA256_LENGTH);
            memcpy(identity->spki_sha256, spki_sha256, SHA256_LENGTH);
            return true;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return false;
}
