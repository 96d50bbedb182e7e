#include "keys/search_memo.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/sha256.h"

#define SLOTS 1024

struct memo_slot {
    bool used;
    uint8_t digest[SHA256_LENGTH];
    struct search_end end;
};

struct search_memo {
    struct memo_slot slots[SLOTS];
};

struct search_memo *search_memo_new(void)
{
    return calloc(1, sizeof(struct search_memo));
}

void search_memo_free(struct search_memo *memo)
{
    free(memo);
}

static size_t slot_of(const uint8_t digest[SHA256_LENGTH])
{
    return ((size_t)digest[0] << 8 | digest[1]) % SLOTS;
}

void search_memo_digest(const struct closed_key *key, bool (*fits)(struct bytes opened),
                        const struct passphrase_search *search, uint64_t work,
                        uint8_t digest[SHA256_LENGTH])
{
    struct {
        uint8_t closed[SHA256_LENGTH], salt[SHA256_LENGTH], iv[SHA256_LENGTH],
            associated[SHA256_LENGTH];
        const void *digest, *cipher, *seal; /* static: their addresses name them */
        bool (*fits)(struct bytes opened);
        uint64_t iterations, block, lanes, spent, hit_length;
        const void *hit; /* in a list that stays */
        uint8_t derivation, padded, in_store, by_number, kind;
        uint64_t mac_key, work;
        struct lock_separation separation;
    } all;
    memset(&all, 0, sizeof(all));
    sha256_of(key->closed, all.closed);
    sha256_of(key->lock.salt, all.salt);
    sha256_of(key->lock.iv, all.iv);
    sha256_of(key->lock.associated, all.associated);
    all.fits = fits;
    all.digest = key->lock.digest;
    all.cipher = key->lock.cipher;
    all.seal = key->lock.seal;
    all.separation = key->lock.separation;
    all.iterations = key->lock.iterations;
    all.block = key->lock.block;
    all.lanes = key->lock.lanes;
    all.spent = search->spent;
    all.hit = search->hit.at;
    all.hit_length = search->hit.left;
    all.derivation = (uint8_t)key->lock.derivation;
    all.padded = key->lock.padded;
    all.in_store = key->lock.in_store;
    all.by_number = key->lock.by_number;
    all.kind = (uint8_t)key->lock.kind;
    all.mac_key = key->lock.mac_key;
    all.work = work;
    sha256_of(bytes_over(&all, sizeof(all)), digest);
}

const struct search_end *search_memo_find(const struct search_memo *memo,
                                          const uint8_t digest[SHA256_LENGTH])
{
    const struct memo_slot *slot = &memo->slots[slot_of(digest)];
    return slot->used && memcmp(slot->digest, digest, SHA256_LENGTH) == 0 ? &slot->end : NULL;
}

void search_memo_keep(struct search_memo *memo, const uint8_t digest[SHA256_LENGTH],
                      const struct search_end *end)
{
    struct memo_slot *slot = &memo->slots[slot_of(digest)];
    slot->used = true;
    memcpy(slot->digest, digest, SHA256_LENGTH);
    slot->end = *end;
}
