#ifndef ISSUER_SET_H
#define ISSUER_SET_H

#include "buffer.h"
#include "certificates/certificate_frame.h"
#include "public_identity.h"

/* The CA certificates that the operator gave, and those of signers of lists alone, by their
 * names. Which of several of one name is tried first follows from their content alone. */

#define SHA1_LENGTH 20

struct issuer {
    struct certificate_frame frame;
    uint8_t sha256[SHA256_LENGTH]; /* of the DER */
    struct bytes subject_key_id;
    bool is_authority;                 /* a CA's: it may sign certificates */
    bool may_sign_lists;               /* keyUsage cRLSign, or a CA's without keyUsage */
    struct buffer name;                /* the subject, folded */
    uint8_t key_digest[SHA256_LENGTH]; /* of its numbers: one key, one digest, however encoded */
    uint8_t key_sha1[SHA1_LENGTH];     /* of the key's bits, as OCSP responders are named */
    bool has_key_bits;
    struct signer_key *key;     /* made when it is first asked for */
    const struct issuer *above; /* who has signed it, of the set; NULL until that is set */
    bool key_tried;
};

struct issuer_set {
    struct issuer *all; /* sorted by name, then by digest */
    size_t count, room;
    uint32_t *by_key;    /* indices of `all`, sorted by key_sha1; NULL until asked for */
    uint32_t *by_digest; /* the same, sorted by sha256 */
};

/* Adds a CA's certificate, or one that says cRLSign; any other is refused with a fault. `der`
 * must outlive the set. */
MUST_CHECK const struct fault *issuer_set_add(struct issuer_set *set, struct bytes der);

/* Sorts. Once, after all were added; duplicates go. */
void issuer_set_settle(struct issuer_set *set);
void issuer_set_clear(struct issuer_set *set);

/* The issuers whose subject is this Name (RFC 5280 section 7.1), as a range. */
struct issuer_range {
    struct issuer *first;
    size_t count;
};
MUST_CHECK bool issuer_set_find(const struct issuer_set *set, struct bytes name,
                                struct issuer_range *range);

/* The issuer whose key has this SHA-1 (RFC 6960 section 4.2.1, KeyHash); NULL when there is
 * none, or no memory. */
struct issuer *issuer_set_find_key(struct issuer_set *set, struct bytes key_sha1);

/* The issuer whose DER has this digest; NULL when there is none, or no memory. */
struct issuer *issuer_set_find_digest(struct issuer_set *set, const uint8_t sha256[SHA256_LENGTH]);

/* Has the one the other's key, however that is encoded? */
bool issuer_same_key(const struct issuer *one, const struct issuer *other);

/* SHA-1 of the bits of a SubjectPublicKeyInfo's key. False where it has none. */
MUST_CHECK bool issuer_key_sha1(struct bytes spki, uint8_t digest[SHA1_LENGTH]);

/* What is signed, and who is said to have signed it. */
struct signed_object {
    struct bytes signed_part, signed_algorithm, algorithm, signature;
    struct bytes authority_key_id; /* only decides who is tried first */
    bool list; /* a revocation list: its signer needs cRLSign; all else is a CA's to sign */
};

/* The issuer among those under whose key the signature holds; NULL when there is
 * none. *bound is set when there were more to try than ISSUER_TRIES_MAX. */
struct issuer *issuer_range_signer(const struct issuer_range *range,
                                   const struct signed_object *object, bool *bound);

#endif
