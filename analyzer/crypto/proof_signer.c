#include "crypto/proof_signer.h"

#include <string.h>

#include "crypto/proof_jws.h"
#include "proof_form.h"

static bool write_statement(enum proof_form form, const struct proof_signer *signer,
                            const struct public_numbers *derived, struct bytes cn,
                            struct buffer *statement)
{
    switch (form) {
    case PROOF_REQUEST:
        return proof_statement_write(derived, signer->scheme, cn, statement);
    case PROOF_BOULDER:
        return proof_statement_write(derived, signer->scheme,
                                     bytes_over(PROOF_CN_BOULDER, strlen(PROOF_CN_BOULDER)),
                                     statement);
    case PROOF_ATTESTATION:
        return proof_attestation_write(derived, signer->scheme, statement);
    case PROOF_CERTIFICATE:
        return proof_certificate_write(derived, signer->scheme, statement);
    case PROOF_JWS:
        break;
    }
    return false;
}

static bool write_signed(enum proof_form form, const struct proof_signer *signer,
                         const struct public_numbers *derived, struct bytes cn,
                         struct buffer *proof)
{
    struct buffer statement = { 0 }, signature = { 0 };
    const bool made =
        write_statement(form, signer, derived, cn, &statement) &&
        signer->sign(signer->key, signer->scheme, buffer_bytes(&statement), &signature) &&
        proof_of_compromise_write(buffer_bytes(&statement), signer->scheme,
                                  buffer_bytes(&signature), proof);
    buffer_clear(&statement);
    buffer_clear(&signature);
    return made;
}

static void add_form(enum proof_form form, const struct proof_signer *signer,
                     const struct public_numbers *derived, struct buffer *proofs)
{
    struct buffer proof = { 0 };
    const bool made = form == PROOF_JWS
                          ? proof_jws_write(signer, derived, &proof)
                          : write_signed(form, signer, derived, (struct bytes){ 0 }, &proof);
    if (made && !proofs_add(proofs, form, buffer_bytes(&proof))) {
        buffer_reset(&proof); /* for want of memory */
    }
    buffer_clear(&proof);
}

bool proof_signer_prove(const struct proof_signer *signer, const struct public_numbers *derived,
                        const struct key_proof_settings *settings, struct buffer *proofs)
{
    if (!write_signed(PROOF_REQUEST, signer, derived, settings->cn, proofs)) {
        return false;
    }
    if (!settings->proofs) {
        buffer_clear(proofs);
        return true;
    }
    for (unsigned form = PROOF_REQUEST + 1; form < PROOF_FORMS; form++) {
        if ((settings->forms & PROOF_BIT(form)) != 0) {
            add_form((enum proof_form)form, signer, derived, proofs);
        }
    }
    return true;
}
