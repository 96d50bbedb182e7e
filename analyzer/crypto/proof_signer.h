#ifndef PROOF_SIGNER_H
#define PROOF_SIGNER_H

#include "crypto/key_proof.h"
#include "crypto/proof_of_compromise.h"

/* A private key while it is being proven, as that which signs its proofs. */

struct proof_signer {
    void *key; /* the prover's own */
    enum proof_scheme scheme;
    /* Signs, and verifies what it has signed. The signature is as certificates have it: of
     * ECDSA and DSA the SEQUENCE of r and s. */
    bool (*sign)(void *key, enum proof_scheme scheme, struct bytes message,
                 struct buffer *signature);
};

/* Makes the request, whose signature is the one that proves the key, and then each further
 * form that the settings name and that there is for such a key; all of it is thrown away where
 * the settings want no proofs. False where the request could not be made: the key is not
 * proven. A further form that could not be made is left out. */
MUST_CHECK bool proof_signer_prove(const struct proof_signer *signer,
                                   const struct public_numbers *derived,
                                   const struct key_proof_settings *settings,
                                   struct buffer *proofs);

#endif
