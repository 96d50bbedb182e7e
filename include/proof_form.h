#ifndef PROOF_FORM_H
#define PROOF_FORM_H

#include "buffer.h"

/* The forms in which a key says that it leaked, each signed by the key itself, and the proofs
 * of one key as they travel: one run of bytes. */

/* In the order in which one of them is named where there is room for one. Values are stable:
 * they stand in the case file. */
enum proof_form {
    PROOF_REQUEST = 0,     /* PKCS#10 (RFC 2986), common name of --proof-cn */
    PROOF_BOULDER = 1,     /* the same with the common name that Boulder asks for */
    PROOF_ATTESTATION = 2, /* draft-mpalmer-key-compromise-attestation: "kca=v1" */
    PROOF_CERTIFICATE = 3, /* self-signed, of 1950: CBonnell/pock */
    PROOF_JWS = 4 /* flattened JSON (RFC 7515 section 7.2.2), as the pwnedkeys API has it */
};
#define PROOF_FORMS 5

struct proof_form_row {
    const char *name;  /* as --proof takes it */
    const char *end;   /* of its file's name */
    const char *label; /* of its PEM; NULL: the proof is text */
    const char *words; /* what it is, for people */
};
extern const struct proof_form_row proof_form_rows[PROOF_FORMS];

/* False where no form has this name. */
MUST_CHECK bool proof_form_of_name(const char *name, enum proof_form *form);

/* A set of forms, one bit each. */
#define PROOF_BIT(form) (1u << (form))

/* The proofs of one key: the request in front, as DER, then each further form with its
 * number (1 octet), its length (4) and its bytes. So a request alone is itself. */
MUST_CHECK bool proofs_add(struct buffer *proofs, enum proof_form form, struct bytes proof);
/* False, with nothing changed, where there is none of this form. */
MUST_CHECK bool proofs_find(struct bytes proofs, enum proof_form form, struct bytes *proof);

/* Those of a set that there are. */
unsigned proofs_among(struct bytes proofs, unsigned forms);

#endif
