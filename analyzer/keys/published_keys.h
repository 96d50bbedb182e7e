#ifndef PUBLISHED_KEYS_H
#define PUBLISHED_KEYS_H

#include "public_identity.h"

/* "published test key of RFC 9500" for a key that a specification prints; NULL
 * for all others. Static. */
const char *published_key_remark(const struct public_identity *identity);

struct published_key {
    const char *digest; /* of its identity, 32 octets */
    const char *remark;
};
extern const struct published_key published_keys[];
extern const size_t published_key_count;

#endif
