#ifndef CHECKED_PROOF_H
#define CHECKED_PROOF_H

#include "public_identity.h"

/* What a proof of compromise came to, whoever made it. */

enum proof_structure {
    STRUCTURE_NONE = 0,        /* nothing that could be a proof */
    STRUCTURE_REQUEST = 1,     /* PKCS#10 */
    STRUCTURE_CERTIFICATE = 2, /* X.509 */
    STRUCTURE_JWS = 3          /* RFC 7515 */
};

/* What it says of the key that has signed it. */
enum proof_statement {
    STATES_NOTHING = 0,
    STATES_REQUEST = 1,     /* a common name that begins with "Proof of Key Compromise" */
    STATES_BOULDER = 2,     /* Boulder's common name */
    STATES_ATTESTATION = 3, /* kca=v1 with NoSecrecyAfforded */
    STATES_CERTIFICATE = 4, /* the certificate of 1950 */
    STATES_PWNEDKEYS = 5,   /* the payload of the pwnedkeys API */
    STATES_GIVEN = 6        /* the common name of --proof-cn, or of the case */
};

struct checked_proof {
    enum proof_structure structure;
    enum proof_statement statement;
    bool signature_holds;
    bool has_identity; /* whose key it is, as far as that can be read */
    struct public_identity identity;
    /* It only names its key, by this digest of its SubjectPublicKeyInfo, and it is not at hand. */
    bool wants_key;
    uint8_t wanted_sha256[SHA256_LENGTH];
    const char *failure; /* static: why it proves nothing; NULL where it does */
    const char *clause;  /* static, or NULL */
    struct bytes said;   /* common name or payload as it stands, at most PROOF_SAID_MAX octets */
};

/* "csr", "certificate", "jws", "none"; what is stated, in a word: "boulder", ... Static. */
const char *proof_structure_name(enum proof_structure structure);
const char *proof_statement_name(enum proof_statement statement);

#endif
