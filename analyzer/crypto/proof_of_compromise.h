#ifndef PROOF_OF_COMPROMISE_H
#define PROOF_OF_COMPROMISE_H

#include "buffer.h"
#include "crypto/public_numbers.h"

/* The proof that a key leaked, which does not give it away: a PKCS#10 request
 * (RFC 2986) that says so in its subject and is signed by the key. Written in
 * two steps, so that the one signature that proves the key is the request's. */

enum proof_scheme {
    PROOF_RSA_SHA256,     /* sha256WithRSAEncryption, RFC 8017 section 8.2 */
    PROOF_RSA_PSS_SHA256, /* RSASSA-PSS with an empty salt; the key is named id-RSASSA-PSS */
    PROOF_ECDSA_SHA256,
    PROOF_DSA_SHA256,
    PROOF_ED25519,
    PROOF_ED448
};

/* CertificationRequestInfo: what is signed. False when memory ran out or the
 * numbers make no key. */
MUST_CHECK bool proof_statement_write(const struct public_numbers *numbers,
                                      enum proof_scheme scheme, struct bytes cn,
                                      struct buffer *statement);

/* CertificationRequest, from the statement and the signature over it. */
MUST_CHECK bool proof_of_compromise_write(struct bytes statement, enum proof_scheme scheme,
                                          struct bytes signature, struct buffer *request);

/* SEQUENCE { r, s }, the signature of ECDSA and DSA (RFC 3279 section 2.2.2). */
MUST_CHECK bool proof_signature_write(struct bytes r, struct bytes s, struct buffer *signature);

#endif
