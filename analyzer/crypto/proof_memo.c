#include "crypto/proof_memo.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/sha256.h"

#define SLOTS 64

struct memo_slot {
    bool used;
    uint8_t digest[SHA256_LENGTH];
    uint64_t left; /* of the work, where that was used up: with less nothing else comes out */
    struct key_proof proof;
};

struct proof_memo {
    struct memo_slot slots[SLOTS];
};

struct proof_memo *proof_memo_new(void)
{
    return calloc(1, sizeof(struct proof_memo));
}

static void empty(struct memo_slot *slot)
{
    if (!slot->used) { /* emptied for each file */
        return;
    }
    key_proof_clear(&slot->proof);
    slot->used = false;
}

void proof_memo_reset(struct proof_memo *memo)
{
    for (size_t i = 0; i < SLOTS; i++) {
        empty(&memo->slots[i]);
    }
}

void proof_memo_free(struct proof_memo *memo)
{
    if (memo != NULL) {
        proof_memo_reset(memo);
        free(memo);
    }
}

static bool put(struct buffer *into, struct bytes number)
{
    return buffer_append_number(into, 8, number.left) && buffer_append(into, number);
}

static bool put_public(struct buffer *into, const struct public_numbers *public)
{
    const struct bytes numbers[] = { public->n, public->e, public->p,     public->q,
                                     public->g, public->y, public->point, public->raw };
    bool held = buffer_append_byte(into, (uint8_t) public->algorithm) &&
                buffer_append_byte(into, (uint8_t) public->curve);
    for (size_t i = 0; held && i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        held = put(into, numbers[i]);
    }
    return held;
}

/* All that a proof of RSA or EC depends on. */
static bool put_key(struct buffer *into, const struct private_key *key)
{
    const struct bytes numbers[] = { key->d,         key->prime1,      key->prime2, key->exponent1,
                                     key->exponent2, key->coefficient, key->secret, key->scalar };
    const bool flags[] = { key->multi_prime, key->remains_end, key->pss,     key->curve_inferred,
                           key->cut,         key->redacted,    key->garbled, key->chance,
                           key->listed,      key->left_over };
    bool held = put_public(into, &key->public);
    for (size_t i = 0; held && i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        held = put(into, numbers[i]);
    }
    for (size_t i = 0; held && i < sizeof(flags) / sizeof(flags[0]); i++) {
        held = buffer_append_byte(into, flags[i] ? 1 : 0);
    }
    held = held && buffer_append_byte(into, (uint8_t)key->other_prime_count) &&
           buffer_append_byte(into, (uint8_t)key->remain_count) &&
           buffer_append_byte(into, (uint8_t)key->claim_count);
    for (size_t i = 0; held && i < key->other_prime_count; i++) {
        held = put(into, key->other_primes[i]);
    }
    for (size_t i = 0; held && i < key->remain_count; i++) {
        held = put(into, key->remains[i]);
    }
    for (size_t i = 0; held && i < key->claim_count; i++) {
        held = put_public(into, &key->claims[i]);
    }
    return held;
}

static bool digest_of(const struct private_key *key, const struct key_proof_settings *settings,
                      uint8_t digest[SHA256_LENGTH])
{
    struct buffer text = { 0 };
    const bool held = buffer_append_byte(&text, settings->proofs ? 1 : 0) && put_key(&text, key);
    if (held) {
        sha256_of(buffer_bytes(&text), digest);
    }
    buffer_clear(&text);
    return held;
}

static bool copy(const struct key_proof *from, struct key_proof *to)
{
    *to = *from;
    for (size_t i = 0; i < PROOF_FACTS_MAX; i++) {
        to->facts[i].proof = (struct buffer){ 0 };
        to->facts[i].alias = (struct buffer){ 0 };
    }
    for (size_t i = 0; i < from->count; i++) {
        if (!buffer_append(&to->facts[i].proof, buffer_bytes(&from->facts[i].proof))) {
            key_proof_clear(to);
            return false;
        }
    }
    return true;
}

static bool remembers(const struct memo_slot *slot, const uint8_t digest[SHA256_LENGTH],
                      uint64_t left)
{
    return slot->used && memcmp(slot->digest, digest, SHA256_LENGTH) == 0 &&
           (!slot->proof.bounded || left <= slot->left);
}

void proof_memo_prove(struct proof_memo *memo, const struct private_key *key,
                      const struct key_proof_settings *settings, struct key_proof *proof)
{
    uint8_t digest[SHA256_LENGTH];
    const bool dear = key->public.algorithm == KEY_RSA || key->public.algorithm == KEY_EC;
    if (memo == NULL || !dear || !digest_of(key, settings, digest)) {
        key_prove(key, settings, proof);
        return;
    }
    struct memo_slot *slot = &memo->slots[digest[0] % SLOTS];
    const uint64_t left = settings->work != NULL ? settings->work->left : UINT64_MAX;
    if (remembers(slot, digest, left) && copy(&slot->proof, proof)) {
        return;
    }
    key_prove(key, settings, proof);
    empty(slot);
    slot->used = copy(proof, &slot->proof);
    slot->left = left;
    memcpy(slot->digest, digest, SHA256_LENGTH);
}
