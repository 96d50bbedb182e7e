#include "reports/fingerprint_index.h"

#include <stdlib.h>
#include <string.h>

static int compare_fingerprints(const void *one, const void *other)
{
    const struct fingerprint *left = one, *right = other;
    if (left->offer != right->offer) {
        return left->offer < right->offer ? -1 : 1;
    }
    return memcmp(left->sha256, right->sha256, SHA256_LENGTH);
}

static void add_one(struct fingerprint_index *index, const struct key_offer *offer,
                    const uint8_t sha256[SHA256_LENGTH])
{
    struct fingerprint *item = &index->items[index->count++];
    item->offer = offer;
    memcpy(item->sha256, sha256, SHA256_LENGTH);
}

bool fingerprint_index_build(struct fingerprint_index *index, const struct match_list *matches)
{
    *index = (struct fingerprint_index){ .items = calloc(2 * matches->count + 1,
                                                         sizeof(*index->items)) };
    if (index->items == NULL) {
        return false;
    }
    for (size_t i = 0; i < matches->count; i++) {
        const struct match_entry *entry = match_list_at(matches, i);
        if (entry->has_final) {
            add_one(index, entry->offer, entry->sha256);
        }
        if (entry->has_precertificate) {
            add_one(index, entry->offer, entry->precertificate_sha256);
        }
    }
    qsort(index->items, index->count, sizeof(*index->items), compare_fingerprints);
    return true;
}

void fingerprint_index_clear(struct fingerprint_index *index)
{
    free(index->items);
    *index = (struct fingerprint_index){ 0 };
}

static size_t first_of(const struct fingerprint_index *index, const struct key_offer *offer)
{
    size_t from = 0, to = index->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (index->items[middle].offer < offer) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

static const struct fingerprint *item_of(const struct fingerprint_index *index, size_t at,
                                         const struct key_offer *offer)
{
    bool within = offer != NULL && at < index->count && index->items[at].offer == offer;
    return within ? &index->items[at] : NULL;
}

/* Two sorted runs become one; a certificate has one key, so they share nothing unless
 * they are the same run. */
bool fingerprint_index_list(const struct fingerprint_index *index, const struct key_offer *key,
                            const struct key_offer *claimed, struct buffer *fingerprints)
{
    size_t left_at = key != NULL ? first_of(index, key) : 0;
    size_t right_at = claimed != NULL ? first_of(index, claimed) : 0;
    bool same = key == claimed;
    for (;;) {
        const struct fingerprint *left = item_of(index, left_at, key);
        const struct fingerprint *right = same ? NULL : item_of(index, right_at, claimed);
        if (left == NULL && right == NULL) {
            return true;
        }
        bool from_left = right == NULL ||
                         (left != NULL && memcmp(left->sha256, right->sha256, SHA256_LENGTH) < 0);
        const struct fingerprint *next = from_left ? left : right;
        left_at += from_left ? 1 : 0;
        right_at += from_left ? 0 : 1;
        if (!buffer_append(fingerprints, bytes_over(next->sha256, SHA256_LENGTH))) {
            return false;
        }
    }
}
