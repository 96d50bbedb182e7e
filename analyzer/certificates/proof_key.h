#ifndef PROOF_KEY_H
#define PROOF_KEY_H

#include "buffer.h"
#include "checked_proof.h"
#include "crypto/public_numbers.h"

/* The key that a proof is about. */

/* Notes whose key it is, and writes it anew into `spki`. NULL, or why no proof by it counts. */
MUST_CHECK const struct fault *proof_key_take(const struct public_numbers *numbers,
                                              struct checked_proof *checked, struct buffer *spki);

/* The same from a SubjectPublicKeyInfo. */
MUST_CHECK const struct fault *proof_key_read(struct bytes from, struct checked_proof *checked,
                                              struct buffer *spki);

/* Does the signature hold under that key? `algorithm` is an AlgorithmIdentifier. */
bool proof_key_verifies(const struct buffer *spki, struct bytes algorithm, struct bytes message,
                        struct bytes signature);

/* Ends a check: what it came to. NULL: the proof holds. */
void proof_key_refuse(struct checked_proof *checked, const struct fault *fault);

#endif
