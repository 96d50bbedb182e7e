#ifndef PUBLISHED_KEYS_H
#define PUBLISHED_KEYS_H

#include "public_identity.h"

/* Private keys that everybody has: those that specifications print as examples, and those of
 * the test suites and samples of well-known libraries. The table is made by
 * scripts/make-published-keys. To find one is a true finding, and no secret got out by it. */

/* Where it was published: "RFC 9500 2.1 testRSA2048", "OpenSSL test/certs/ca-key.pem". NULL
 * for all other keys. Static. */
const char *published_key_source(const struct public_identity *identity);

struct published_key {
    const char *digest; /* of its identity, in hex */
    const char *source;
};
extern const struct published_key published_keys[]; /* by digest */
extern const size_t published_key_count;

#endif
