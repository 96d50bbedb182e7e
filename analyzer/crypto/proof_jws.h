#ifndef PROOF_JWS_H
#define PROOF_JWS_H

#include "crypto/proof_signer.h"

/* A JSON Web Signature (RFC 7515, flattened JSON) in which a key says that it is known: what
 * the pwnedkeys API answers, with the key itself beside its fingerprint, so that it can be
 * checked alone. The header has alg, jwk (RFC 7517; members in the order of RFC 7638) and kid
 * (SHA-256 of the SubjectPublicKeyInfo in lower-case hex), in this order. */

#define PROOF_JWS_STATEMENT "This key is pwned!  See https://pwnedkeys.com for more info."

/* As the algorithm has it: an ECDSA signature of a JWS is r and s, each as long as the order of
 * the curve (RFC 7518 section 3.4). False where the structure is none, or memory ran out. */
MUST_CHECK bool proof_jws_signature(enum curve curve, struct bytes pair, struct buffer *signature);

/* "RS256", "ES384", ... (RFC 7518 section 3.1, 8037, 8812). False where there is no algorithm for
 * the key (DSA, and curves without a name in JOSE), or memory ran out. */
MUST_CHECK bool proof_jws_write(const struct proof_signer *signer,
                                const struct public_numbers *derived, struct buffer *jws);

#endif
