#ifndef SIGNATURE_CHECK_H
#define SIGNATURE_CHECK_H

#include "bytes.h"

/* Signatures over certificates and CRLs, by OpenSSL. Which algorithm it is says
 * the AlgorithmIdentifier (RFC 3279, 4055, 5758, 8410); it must fit the key. */

struct signer_key;

/* The key of a SubjectPublicKeyInfo; NULL when OpenSSL cannot read it. */
struct signer_key *signer_key_new(struct bytes spki);
void signer_key_free(struct signer_key *key);

/* True when the signature over `message` holds under the key. */
bool signature_check(const struct signer_key *key, struct bytes algorithm, struct bytes message,
                     struct bytes signature);

/* Whether two texts of one hash can be made within less than 2^112 steps: by MD5, SHA-1 and all
 * of their size (SP 800-57 part 1). False where the algorithm cannot be read, or has no hash of
 * its own to be named. */
bool signature_hash_is_weak(struct bytes algorithm);

#endif
