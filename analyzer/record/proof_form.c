#include "proof_form.h"

#include <string.h>

#include "bytes/der.h"

const struct proof_form_row proof_form_rows[PROOF_FORMS] = {
    [PROOF_REQUEST] = { "csr", ".csr", "CERTIFICATE REQUEST", "PKCS#10 (RFC 2986)" },
    [PROOF_BOULDER] = { "boulder", ".boulder.csr", "CERTIFICATE REQUEST",
                        "PKCS#10 (RFC 2986) as Boulder takes it" },
    [PROOF_ATTESTATION] = { "kca", ".kca.csr", "CERTIFICATE REQUEST",
                            "PKCS#10 (RFC 2986) with an attestation, kca=v1" },
    [PROOF_CERTIFICATE] = { "certificate", ".proof.crt", "CERTIFICATE",
                            "self-signed certificate (RFC 5280) of 1950" },
    [PROOF_JWS] = { "jws", ".jws", NULL, "JWS (RFC 7515)" },
};

bool proof_form_of_name(const char *name, enum proof_form *form)
{
    for (unsigned i = 0; i < PROOF_FORMS; i++) {
        if (strcmp(proof_form_rows[i].name, name) == 0) {
            *form = (enum proof_form)i;
            return true;
        }
    }
    return false;
}

bool proofs_add(struct buffer *proofs, enum proof_form form, struct bytes proof)
{
    if (form == PROOF_REQUEST) {
        return proofs->used == 0 && buffer_append(proofs, proof);
    }
    const size_t before = proofs->used;
    if (buffer_append_byte(proofs, (uint8_t)form) && buffer_append_number(proofs, 4, proof.left) &&
        buffer_append(proofs, proof)) {
        return true;
    }
    proofs->used = before;
    return false;
}

bool proofs_find(struct bytes proofs, enum proof_form form, struct bytes *proof)
{
    struct bytes request, found;
    uint64_t number, length;
    if (der_take_whole(&proofs, DER_STRICT, DER_SEQUENCE, &request) != OUTCOME_OK) {
        return false;
    }
    if (form == PROOF_REQUEST) {
        *proof = request;
        return true;
    }
    while (bytes_take_number(&proofs, 1, &number) && bytes_take_number(&proofs, 4, &length) &&
           bytes_take(&proofs, (size_t)length, &found)) {
        if (number == (uint64_t)form) {
            *proof = found;
            return true;
        }
    }
    return false;
}

unsigned proofs_among(struct bytes proofs, unsigned forms)
{
    struct bytes proof;
    unsigned among = 0;
    for (unsigned i = 0; i < PROOF_FORMS; i++) {
        if ((forms & PROOF_BIT(i)) != 0 && proofs_find(proofs, (enum proof_form)i, &proof)) {
            among |= PROOF_BIT(i);
        }
    }
    return among;
}
