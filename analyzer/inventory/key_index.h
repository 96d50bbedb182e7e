#ifndef KEY_INDEX_H
#define KEY_INDEX_H

#include "buffer.h"
#include "public_identity.h"

/* The leaked public keys as a table that certificates stream past: one probe
 * with eight bytes of the key, then a comparison of digests. It is plain bytes,
 * so it can lie in a sealed memory file that all workers share. */

struct key_index {
    struct bytes table; /* empty: an index that holds nothing */
};

/* Builds the table over `count` identities (any order, duplicates allowed). */
MUST_CHECK bool key_index_build(const struct public_identity *identities, size_t count,
                                struct buffer *table);
/* Takes a table, checking its shape. False when it is none. */
MUST_CHECK bool key_index_open(struct bytes table, struct key_index *index);

/* May this key be in the index? Most are refused here, by one memory access. */
bool key_index_may_hold(const struct key_index *index, enum key_algorithm algorithm,
                        uint64_t probe);
/* What a certificate index is asked for (index_key_of()), rising; the position is below the
 * count. */
size_t key_index_wanted(const struct key_index *index);
uint64_t key_index_wanted_at(const struct key_index *index, size_t position);

bool key_index_holds(const struct key_index *index, const struct public_identity *identity);
/* The key whose canonical SubjectPublicKeyInfo has this digest: all of its identity but bits
 * and probe. */
MUST_CHECK bool key_index_find_hash(const struct key_index *index,
                                    const uint8_t spki_sha256[SHA256_LENGTH],
                                    struct public_identity *identity);

#endif
