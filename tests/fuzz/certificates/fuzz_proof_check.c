/* Functions under test: proof_check_file, proof_check_der, proof_check_jws, jws_algorithm_find,
 * jws_algorithm_signature, proofs_find
 *
 * The first byte says how the others are read: a file, DER, a JWS, or a file beside the
 * SubjectPublicKeyInfo of what is read as certificates. */

#include "bounds.h"
#include "certificates/jws_algorithm.h"
#include "certificates/proof_check.h"
#include "proof_form.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What proves something says so in all of its parts; the rest says why not. */
static void expect_sense(void *context, const struct checked_proof *checked)
{
    size_t *count = context;
    ++*count;
    require(checked->said.left <= PROOF_SAID_MAX);
    require(!checked->signature_holds || checked->has_identity);
    if (checked->failure == NULL) {
        require(checked->structure != STRUCTURE_NONE && checked->statement != STATES_NOTHING);
        require(checked->signature_holds && checked->has_identity);
    }
}

static void check_signature(struct bytes text)
{
    static const struct public_identity keys[] = { { .algorithm = KEY_RSA },
                                                   { .algorithm = KEY_EC, .curve = CURVE_P521 },
                                                   { .algorithm = KEY_ED448 } };
    static const char *const names[] = { "PS512", "ES512", "EdDSA" };
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        struct jws_algorithm algorithm;
        struct buffer signature = { 0 };
        require(jws_algorithm_find(bytes_over(names[i], 5), &keys[i], &algorithm));
        require(algorithm.length <= JWS_IDENTIFIER_MAX);
        if (jws_algorithm_signature(&algorithm, text, &signature) && algorithm.width == 0) {
            require(bytes_equal(buffer_bytes(&signature), text));
        }
        buffer_clear(&signature);
    }
}

/* A window of the bytes, never more than there are. */
static void find_each(struct bytes bytes)
{
    for (unsigned i = 0; i < PROOF_FORMS; i++) {
        struct bytes proof;
        if (proofs_find(bytes, (enum proof_form)i, &proof)) {
            require(proof.left <= bytes.left);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes rest = bytes_over(data, size);
    const struct proof_setting setting = { .cn = bytes_over("Ours", 4) };
    struct checked_proof checked;
    struct buffer said = { 0 };
    uint64_t way;
    size_t count = 0;
    if (!bytes_take_number(&rest, 1, &way)) {
        return 0;
    }
    if (way % 4 == 0) {
        proof_check_file(rest, &setting, &count, expect_sense);
        require(count > 0);
    } else if (way % 4 == 1) {
        proof_check_der(rest, &setting, &said, &checked);
        expect_sense(&count, &checked);
        find_each(rest);
    } else if (way % 4 == 2) {
        proof_check_jws(rest, &setting, &said, &count, expect_sense);
        require(count > 0 && count <= JWS_SIGNATURES_MAX + 1);
        check_signature(rest);
    } else {
        const struct proof_setting beside = { .spkis = rest };
        proof_check_file(rest, &beside, &count, expect_sense);
        require(count > 0);
    }
    buffer_clear(&said);
    return 0;
}
