#ifndef PROOF_CHECK_H
#define PROOF_CHECK_H

#include "buffer.h"
#include "checked_proof.h"
#include "outcome.h"

/* Checks proofs of compromise that anybody may have made: whether the signature holds under the
 * key that the proof is about, and whether what was signed says that this key is known.
 *
 * The key is what counts, so it is read into numbers and written anew before a signature is held
 * against it: explicit parameters of another curve are no way round, and a public exponent of 1,
 * under which everybody signs, is refused. Whoever compares keys compares the digest of the
 * whole SubjectPublicKeyInfo (identity.spki_sha256), exponent included. */

struct proof_keys;

struct proof_setting {
    struct bytes cn;    /* a common name that states a compromise too; empty: none */
    struct bytes spkis; /* SubjectPublicKeyInfo of certificates that are at hand, one behind the
                           other: for a JWS that only names its key */
    struct proof_keys *keys; /* their list, for all signatures of a file; NULL: made for each */
};

/* One proof as DER: a CertificationRequest or a Certificate. `said` holds what the result
 * shows of it, and is reset before. */
void proof_check_der(struct bytes der, const struct proof_setting *setting, struct buffer *said,
                     struct checked_proof *checked);

/* One JWS: compact (RFC 7515 section 7.1), or an object in the flattened form (7.2.2): one result.
 * In the general form (7.2.1) each of its signatures, up to JWS_SIGNATURES_MAX, has its own. */
void proof_check_jws(struct bytes text, const struct proof_setting *setting, struct buffer *said,
                     void *context,
                     void (*found)(void *context, const struct checked_proof *checked));

/* All proofs in a file: DER, PEM (any number of blocks), JWS on lines of their own; where there is
 * none, one result that says so. */
void proof_check_file(struct bytes content, const struct proof_setting *setting, void *context,
                      void (*found)(void *context, const struct checked_proof *checked));

#endif
