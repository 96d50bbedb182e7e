#ifndef FINDING_H
#define FINDING_H

#include "buffer.h"
#include "public_identity.h"

/* What became of a candidate. Values are stable: they stand in the case file. */
enum verdict {
    VERDICT_NONE = 0,       /* not a private key at all: nothing to report */
    VERDICT_PROVEN = 1,     /* public half derived, signed and verified */
    VERDICT_FORGED = 2,     /* claims a public key that its numbers do not make */
    VERDICT_MALFORMED = 3,  /* a private key whose numbers do not hold together */
    VERDICT_ENCRYPTED = 4,  /* lead: no passphrase opened it */
    VERDICT_UNSUPPORTED = 5 /* lead: a key of a kind that cannot be proven here */
};

/* "proven", ... Static. */
const char *verdict_name(enum verdict verdict);
/* True of a key that stands there and could not be proven: encrypted or unsupported. */
bool verdict_is_lead(enum verdict verdict);

/* The encoding of a key that stood nowhere and was computed from public numbers. */
#define ENCODING_COMPUTED "computed"

/* A key as it leaves the worker: never a private byte. (identity text, verdict)
 * is what makes it one key over all its sightings. */
struct key_finding {
    enum verdict verdict;
    /* Of a proven key: derived. Of a forged one: the claimed identity. Of a lead:
     * the public half where it can be read. algorithm NONE where there is none. */
    struct public_identity identity;
    bool has_identity;
    uint8_t blob_sha256[SHA256_LENGTH]; /* of the decoded content: names what has no identity */
    struct public_identity claimed;     /* what a forged or malformed key says it is */
    bool has_claim;
    /* Of the candidate as a whole: of a store, where the other is of one entry. */
    uint8_t content_sha256[SHA256_LENGTH];
    /* Of an encrypted key: steps of one try of a passphrase, 0 where none can open it here,
     * and whether all that are known were tried on it. */
    uint64_t try_steps;
    bool tried_all;
    const char *failure; /* static: why it is not proven; NULL for a proven key */
    const char *clause;  /* static, or NULL */
    const char
        *encoding; /* static: "pkcs8", "pkcs1", "sec1", "dsa", "openssh", "pkcs8-encrypted" ... */
    bool repaired; /* numbers of it were mended; does not leave the worker */
    const char *remark;  /* static, or NULL: "opened with a listed passphrase" */
    struct buffer proof; /* of a proven key, as in proof_form.h; empty without */
    struct buffer alias; /* UTF-8: its name in the store where it lies; goes into the place */
};

/* The name of a finding: the identity's text, or `encrypted-<hex of the blob>`,
 * `malformed-...`, `unsupported-...`. */
void key_finding_name(const struct key_finding *finding, char text[KEY_IDENTITY_TEXT]);

#endif
