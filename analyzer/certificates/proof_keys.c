#include "certificates/proof_keys.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/der.h"
#include "bytes/item_room.h"
#include "certificates/proof_key.h"
#include "crypto/sha256.h"

struct proof_key_entry {
    uint8_t sha256[SHA256_LENGTH];
    struct bytes spki;
};

static bool add(struct proof_keys *keys, const uint8_t sha256[SHA256_LENGTH], struct bytes spki)
{
    struct proof_key_entry *entries =
        item_room(keys->entries, keys->count, &keys->room, 16, sizeof(*entries));
    if (entries == NULL) {
        return false;
    }
    keys->entries = entries;
    struct proof_key_entry *entry = &keys->entries[keys->count++];
    memcpy(entry->sha256, sha256, SHA256_LENGTH);
    entry->spki = spki;
    return true;
}

static int compare(const void *one, const void *other)
{
    const struct proof_key_entry *left = one, *right = other;
    return memcmp(left->sha256, right->sha256, SHA256_LENGTH);
}

/* What memory had no room for is not found: less is known, less is proven. */
static void list(struct proof_keys *keys, struct bytes spkis)
{
    struct buffer written = { 0 };
    struct bytes one;
    bool kept = true;
    while (kept && der_take_whole(&spkis, DER_LENIENT, DER_SEQUENCE, &one) == OUTCOME_OK) {
        struct checked_proof checked = { .structure = STRUCTURE_NONE };
        uint8_t digest[SHA256_LENGTH];
        if (proof_key_read(one, &checked, &written) != NULL) {
            continue;
        }
        sha256_of(one, digest);
        kept = add(keys, digest, one) &&
               (memcmp(digest, checked.identity.spki_sha256, SHA256_LENGTH) == 0 ||
                add(keys, checked.identity.spki_sha256, one));
    }
    buffer_clear(&written);
    if (keys->count > 0) {
        qsort(keys->entries, keys->count, sizeof(*keys->entries), compare);
    }
    keys->listed = true;
}

bool proof_keys_find(struct proof_keys *keys, struct bytes spkis, const uint8_t *digest,
                     struct bytes *spki)
{
    struct proof_key_entry sought = { .spki = { 0 } };
    if (!keys->listed) {
        list(keys, spkis);
    }
    memcpy(sought.sha256, digest, SHA256_LENGTH);
    const struct proof_key_entry *entry =
        keys->count > 0
            ? bsearch(&sought, keys->entries, keys->count, sizeof(*keys->entries), compare)
            : NULL;
    if (entry == NULL) {
        return false;
    }
    *spki = entry->spki;
    return true;
}

void proof_keys_clear(struct proof_keys *keys)
{
    free(keys->entries);
    *keys = (struct proof_keys){ 0 };
}
