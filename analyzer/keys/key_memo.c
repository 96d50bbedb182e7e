#include "keys/key_memo.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 512 /* with the request of an RSA-2048 key: 700 KiB */

struct memo_slot {
    uint8_t digest[SHA256_LENGTH];
    struct key_finding findings[MEMO_FINDINGS_MAX];
    size_t count;                      /* 0: an empty slot */
    uint64_t needed, cost, charged_to; /* `charged_to`: the file */
};

#define OPEN_SLOTS 64
struct open_slot {
    bool used, whole;
    uint8_t digest[SHA256_LENGTH];
    uint64_t left;
};

struct key_memo {
    uint64_t file;
    size_t full; /* slots that hold something: none, and their pages are not touched */
    struct open_slot open[OPEN_SLOTS];
    struct memo_slot slots[SLOTS];
};

static size_t slot_of(const uint8_t digest[SHA256_LENGTH])
{
    return ((size_t)digest[0] << 8 | digest[1]) % SLOTS;
}

static void empty(struct key_memo *memo, struct memo_slot *slot)
{
    if (slot->count == 0) {
        return;
    }
    for (size_t i = 0; i < slot->count; i++) {
        buffer_clear(&slot->findings[i].proof);
        buffer_clear(&slot->findings[i].alias);
    }
    slot->count = 0;
    memo->full--;
}

struct key_memo *key_memo_new(void)
{
    return calloc(1, sizeof(struct key_memo));
}

static void forget_open(struct key_memo *memo)
{
    memset(memo->open, 0, sizeof(memo->open));
}

void key_memo_reset(struct key_memo *memo)
{
    forget_open(memo);
    for (size_t i = 0; i < SLOTS && memo->full > 0; i++) {
        empty(memo, &memo->slots[i]);
    }
}

void key_memo_free(struct key_memo *memo)
{
    if (memo != NULL) {
        key_memo_reset(memo);
        free(memo);
    }
}

const struct key_finding *key_memo_find(const struct key_memo *memo,
                                        const uint8_t digest[SHA256_LENGTH], size_t *count)
{
    const struct memo_slot *slot = &memo->slots[slot_of(digest)];
    if (slot->count == 0 || memcmp(slot->digest, digest, SHA256_LENGTH) != 0) {
        return NULL;
    }
    *count = slot->count;
    return slot->findings;
}

void key_memo_keep(struct key_memo *memo, const uint8_t digest[SHA256_LENGTH],
                   const struct key_finding *findings, size_t count, uint64_t needed, uint64_t cost)
{
    if (count == 0 || count > MEMO_FINDINGS_MAX) {
        return;
    }
    struct memo_slot *slot = &memo->slots[slot_of(digest)];
    empty(memo, slot);
    memo->full++;
    for (size_t i = 0; i < count; i++) {
        struct key_finding *kept = &slot->findings[slot->count++];
        *kept = findings[i];
        kept->proof = (struct buffer){ 0 };
        kept->alias = (struct buffer){ 0 };
        if (!buffer_append(&kept->proof, buffer_bytes(&findings[i].proof)) ||
            !buffer_append(&kept->alias, buffer_bytes(&findings[i].alias))) {
            empty(memo, slot);
            return;
        }
    }
    memcpy(slot->digest, digest, SHA256_LENGTH);
    slot->needed = needed;
    slot->cost = cost;
    slot->charged_to = memo->file;
}

void key_memo_keep_open(struct key_memo *memo, const uint8_t digest[SHA256_LENGTH], uint64_t left,
                        bool whole)
{
    struct open_slot *slot = &memo->open[slot_of(digest) % OPEN_SLOTS];
    *slot = (struct open_slot){ .used = true, .whole = whole, .left = left };
    memcpy(slot->digest, digest, SHA256_LENGTH);
}

bool key_memo_is_open(const struct key_memo *memo, const uint8_t digest[SHA256_LENGTH],
                      uint64_t left, bool *whole)
{
    const struct open_slot *slot = &memo->open[slot_of(digest) % OPEN_SLOTS];
    if (!slot->used || left > slot->left || memcmp(slot->digest, digest, SHA256_LENGTH) != 0) {
        return false;
    }
    *whole = slot->whole;
    return true;
}

void key_memo_begin_file(struct key_memo *memo)
{
    forget_open(memo);
    memo->file++;
}

bool key_memo_charge(struct key_memo *memo, const uint8_t digest[SHA256_LENGTH],
                     struct proof_work *work)
{
    struct memo_slot *slot = &memo->slots[slot_of(digest)];
    if (slot->charged_to == memo->file) {
        return true;
    }
    if (slot->needed > work->left || !proof_work_take(work, slot->cost)) {
        return false;
    }
    slot->charged_to = memo->file;
    return true;
}
