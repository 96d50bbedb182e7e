#ifndef PROOF_KEYS_H
#define PROOF_KEYS_H

#include "buffer.h"

/* Keys of certificates at hand, for signatures that only name theirs: read once, since a file may
 * hold as many such signatures as lines, and be checked beside as many certificates. */

struct proof_keys {
    struct proof_key_entry *entries; /* in the order of their digests */
    size_t count, room;
    bool listed;
};

/* `spkis`: SubjectPublicKeyInfo one behind the other, read at the first call; what stands behind
 * the first piece that is none is not read, and a key that can prove nothing is left out. `digest`
 * is the SHA-256 of one as it stands there, or as it is written here. False where there is none, or
 * memory ran out; *spki is a window of `spkis`, which must be there as long as the list. */
MUST_CHECK bool proof_keys_find(struct proof_keys *keys, struct bytes spkis, const uint8_t *digest,
                                struct bytes *spki);
void proof_keys_clear(struct proof_keys *keys);

#endif
