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
    PROOF_ED448,
    PROOF_ECDSA_SHA384, /* of a JWS alone: none of the structures below names them */
    PROOF_ECDSA_SHA512
};

/* CertificationRequestInfo: what is signed. False when memory ran out or the
 * numbers make no key. */
MUST_CHECK bool proof_statement_write(const struct public_numbers *numbers,
                                      enum proof_scheme scheme, struct bytes cn,
                                      struct buffer *statement);

/* The same of a key compromise attestation (draft-mpalmer-key-compromise-attestation-00): the
 * common name and the one attribute that it asks for, a critical NoSecrecyAfforded TRUE
 * (RFC 7169). */
MUST_CHECK bool proof_attestation_write(const struct public_numbers *numbers,
                                        enum proof_scheme scheme, struct buffer *statement);

/* TBSCertificate of the certificate that CBonnell/pock makes: serial 1, both dates the first
 * second of 1950, one name for subject and issuer, and no CA's. */
MUST_CHECK bool proof_certificate_write(const struct public_numbers *numbers,
                                        enum proof_scheme scheme, struct buffer *statement);

/* What those common names are; of the request, where nobody asks for another. */
#define PROOF_CN_REQUEST "Proof of Key Compromise"
#define PROOF_CN_BOULDER                                                                           \
    "The key that signed this CSR has been publicly disclosed. It should not be used for any "     \
    "purpose."
#define PROOF_CN_ATTESTATION "kca=v1 This Key Is Compromised"
#define PROOF_CN_CERTIFICATE "--------------------PROOF OF COMPROMISED KEY--------------------"

/* CertificationRequest or Certificate, from the statement and the signature over it. */
MUST_CHECK bool proof_of_compromise_write(struct bytes statement, enum proof_scheme scheme,
                                          struct bytes signature, struct buffer *request);

/* SEQUENCE { r, s }, the signature of ECDSA and DSA (RFC 3279 section 2.2.2). */
MUST_CHECK bool proof_signature_write(struct bytes r, struct bytes s, struct buffer *signature);

#endif
