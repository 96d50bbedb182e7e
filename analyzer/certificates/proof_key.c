#include "certificates/proof_key.h"

#include "certificates/signature_check.h"

static const struct fault bad_key = { OUTCOME_MALFORMED, "RFC 5280 section 4.1.2.7",
                                      "its public key cannot be read" };
static const struct fault other_key = { OUTCOME_UNSUPPORTED, NULL,
                                        "its public key is of a kind that is not known here" };
static const struct fault bad_exponent = { OUTCOME_MALFORMED, "RFC 8017 section 3.1",
                                           "anybody can sign under its public exponent" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };

/* Of any other even exponent nobody has a private one. */
static bool exponent_is_trivial(const struct public_numbers *numbers)
{
    const struct bytes e = bytes_without_zeros(numbers->e);
    return numbers->algorithm == KEY_RSA && (e.left == 0 || (e.left == 1 && e.at[0] < 3));
}

const struct fault *proof_key_take(const struct public_numbers *numbers,
                                   struct checked_proof *checked, struct buffer *spki)
{
    if (numbers->algorithm == KEY_OTHER || numbers->algorithm == KEY_ALGORITHM_NONE) {
        return &other_key;
    }
    if (public_identity_of(numbers, &checked->identity) != OUTCOME_OK) {
        return &bad_key;
    }
    checked->has_identity = true;
    if (exponent_is_trivial(numbers)) {
        return &bad_exponent;
    }
    buffer_reset(spki);
    return spki_write(numbers, spki) ? NULL : &no_memory;
}

const struct fault *proof_key_read(struct bytes from, struct checked_proof *checked,
                                   struct buffer *spki)
{
    struct public_numbers numbers;
    const enum outcome outcome = spki_read(from, &numbers);
    if (outcome != OUTCOME_OK) {
        return outcome == OUTCOME_UNSUPPORTED ? &other_key : &bad_key;
    }
    return proof_key_take(&numbers, checked, spki);
}

bool proof_key_verifies(const struct buffer *spki, struct bytes algorithm, struct bytes message,
                        struct bytes signature)
{
    struct signer_key *key = signer_key_new(buffer_bytes(spki));
    const bool holds = key != NULL && signature_check(key, algorithm, message, signature);
    signer_key_free(key);
    return holds;
}

void proof_key_refuse(struct checked_proof *checked, const struct fault *fault)
{
    checked->failure = fault != NULL ? fault->sentence : NULL;
    checked->clause = fault != NULL ? fault->clause : NULL;
}
