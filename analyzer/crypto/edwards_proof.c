#include <openssl/evp.h>

#include "crypto/key_proof.h"
#include "crypto/private_key_seal.h"
#include "crypto/proof_signer.h"

/* Ed25519 and Ed448 (RFC 8032), X25519 and X448 (RFC 7748): the secret is any
 * string of its length, so nothing but an attached public half can disprove it. */

#define RAW_OCTETS_MAX 57

static int type_of(enum key_algorithm algorithm)
{
    switch (algorithm) {
    case KEY_ED25519:
        return EVP_PKEY_ED25519;
    case KEY_ED448:
        return EVP_PKEY_ED448;
    case KEY_X25519:
        return EVP_PKEY_X25519;
    case KEY_X448:
        return EVP_PKEY_X448;
    case KEY_ALGORITHM_NONE:
    case KEY_RSA:
    case KEY_EC:
    case KEY_DSA:
    case KEY_DH:
    case KEY_OTHER:
        break;
    }
    return EVP_PKEY_NONE;
}

static EVP_PKEY *derive(const struct private_key *key, uint8_t raw[RAW_OCTETS_MAX],
                        struct public_numbers *derived)
{
    EVP_PKEY *own = EVP_PKEY_new_raw_private_key(type_of(key->public.algorithm), NULL,
                                                 key->secret.at, key->secret.left);
    size_t length = RAW_OCTETS_MAX;
    if (own == NULL || EVP_PKEY_get_raw_public_key(own, raw, &length) != 1) {
        EVP_PKEY_free(own);
        return NULL;
    }
    *derived = (struct public_numbers){ .algorithm = key->public.algorithm,
                                        .raw = bytes_over(raw, length) };
    return own;
}

static bool sign(void *own, enum proof_scheme scheme, struct bytes message,
                 struct buffer *signature)
{
    (void)scheme; /* there is one for each */
    EVP_PKEY *key = own;
    size_t length = (size_t)EVP_PKEY_get_size(key);
    EVP_MD_CTX *signing = EVP_MD_CTX_new(), *verifying = EVP_MD_CTX_new();
    bool held = signing != NULL && verifying != NULL && buffer_reserve(signature, length) &&
                EVP_DigestSignInit(signing, NULL, NULL, NULL, key) == 1 &&
                EVP_DigestSign(signing, signature->at, &length, message.at, message.left) == 1 &&
                EVP_DigestVerifyInit(verifying, NULL, NULL, NULL, key) == 1 &&
                EVP_DigestVerify(verifying, signature->at, length, message.at, message.left) == 1;
    signature->used = held ? length : 0;
    EVP_MD_CTX_free(signing);
    EVP_MD_CTX_free(verifying);
    return held;
}

static void refuse_length(const struct private_key *key, struct key_proof *proof,
                          const char *clause)
{
    key_proof_add_refuted(proof, VERDICT_MALFORMED, key->claim_count > 0 ? &key->claims[0] : NULL,
                          "the secret has not the length of its algorithm", clause);
}

void edwards_prove(const struct private_key *key, const struct key_proof_settings *settings,
                   struct key_proof *proof)
{
    static const char clause[] = "RFC 8032 section 5.1.5";
    uint8_t raw[RAW_OCTETS_MAX];
    struct public_numbers derived;
    EVP_PKEY *own = derive(key, raw, &derived);
    if (own == NULL) {
        refuse_length(key, proof, clause);
        return;
    }
    if (key_proof_refute_cut(proof, key, &derived, clause)) {
        EVP_PKEY_free(own);
        return;
    }
    struct buffer proofs = { 0 };
    const struct proof_signer signer = {
        own, derived.algorithm == KEY_ED25519 ? PROOF_ED25519 : PROOF_ED448, sign
    };
    if (proof_signer_prove(&signer, &derived, settings, &proofs)) {
        private_key_seal(key, &derived, settings->sealer);
        key_proof_add_proven(proof, &derived, &proofs, NULL);
        key_proof_hold_claims(proof, key, &derived, clause);
    }
    buffer_clear(&proofs);
    EVP_PKEY_free(own);
}

void exchange_prove(const struct private_key *key, const struct key_proof_settings *settings,
                    struct key_proof *proof)
{
    static const char clause[] = "RFC 7748 section 6";
    uint8_t raw[RAW_OCTETS_MAX];
    struct public_numbers derived;
    EVP_PKEY *own = derive(key, raw, &derived);
    if (own == NULL) {
        refuse_length(key, proof, clause);
        return;
    }
    struct buffer none = { 0 };
    private_key_seal(key, &derived, settings->sealer);
    key_proof_add_proven(proof, &derived, &none, NULL);
    key_proof_hold_claims(proof, key, &derived, clause);
    EVP_PKEY_free(own);
}
