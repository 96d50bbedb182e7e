#ifndef FINGERPRINT_INDEX_H
#define FINGERPRINT_INDEX_H

#include "reports/match_entry.h"

/* From a key to the fingerprints of its certificates. */

struct fingerprint_index {
    struct fingerprint {
        const struct key_offer *offer; /* must outlive the index */
        uint8_t sha256[SHA256_LENGTH];
    } * items;
    size_t count;
};

MUST_CHECK bool fingerprint_index_build(struct fingerprint_index *index,
                                        const struct match_list *matches);
void fingerprint_index_clear(struct fingerprint_index *index);

/* Appends the fingerprints of the certificates of both keys, in order, each once; NULL has none. */
MUST_CHECK bool fingerprint_index_list(const struct fingerprint_index *index,
                                       const struct key_offer *key, const struct key_offer *claimed,
                                       struct buffer *fingerprints);

#endif
