#include "crypto/key_proof.h"

void key_proof_add_proven(struct key_proof *proof, const struct public_numbers *derived,
                          struct buffer *proofs, const char *remark)
{
    struct key_finding *fact = &proof->facts[proof->count];
    if (proof->count == PROOF_FACTS_MAX ||
        public_identity_of(derived, &fact->identity) != OUTCOME_OK) {
        buffer_clear(proofs);
        return;
    }
    fact->verdict = VERDICT_PROVEN;
    fact->has_identity = true;
    fact->remark = remark;
    fact->proof = *proofs;
    *proofs = (struct buffer){ 0 };
    proof->count++;
}

void key_proof_add_refuted(struct key_proof *proof, enum verdict verdict,
                           const struct public_numbers *claimed, const char *failure,
                           const char *clause)
{
    struct key_finding *fact = &proof->facts[proof->count];
    if (proof->count == PROOF_FACTS_MAX) {
        return;
    }
    fact->verdict = verdict;
    fact->failure = failure;
    fact->clause = clause;
    if (claimed != NULL && public_identity_of(claimed, &fact->claimed) == OUTCOME_OK) {
        fact->has_claim = true;
    }
    if (verdict == VERDICT_FORGED && fact->has_claim) {
        fact->identity = fact->claimed;
        fact->has_identity = true;
    }
    proof->count++;
}

bool key_proof_refute_cut(struct key_proof *proof, const struct private_key *key,
                          const struct public_numbers *derived, const char *clause)
{
    struct public_identity own, claimed;
    for (size_t i = 0; key->cut && i < key->claim_count; i++) {
        if (public_identity_of(derived, &own) == OUTCOME_OK &&
            public_identity_of(&key->claims[i], &claimed) == OUTCOME_OK &&
            !public_identity_equal(&own, &claimed)) {
            key_proof_add_refuted(
                proof, VERDICT_MALFORMED, &key->claims[i],
                "it is cut off or damaged, and what is left of its private half does not "
                "make the attached public key",
                clause);
            return true;
        }
    }
    return false;
}

void key_proof_hold_claims(struct key_proof *proof, const struct private_key *key,
                           const struct public_numbers *derived, const char *clause)
{
    struct public_identity own;
    if (public_identity_of(derived, &own) != OUTCOME_OK) {
        return;
    }
    for (size_t i = 0; i < key->claim_count; i++) {
        struct public_identity claimed;
        if (public_identity_of(&key->claims[i], &claimed) == OUTCOME_OK &&
            !public_identity_equal(&own, &claimed)) {
            key_proof_add_refuted(proof, VERDICT_FORGED, &key->claims[i],
                                  "the attached public key is not the one that the private "
                                  "numbers make",
                                  clause);
            return;
        }
    }
}

void key_proof_add_large(struct key_proof *proof, const struct public_numbers *public)
{
    struct key_finding *fact = &proof->facts[proof->count++];
    fact->verdict = VERDICT_UNSUPPORTED;
    fact->failure = "its numbers are larger than this program proves";
    fact->has_identity =
        public != NULL && public_identity_of(public, &fact->identity) == OUTCOME_OK;
}

/* Known by its OID alone: a lead, with the public half where one is attached. */
static void add_unsupported(const struct private_key *key, struct key_proof *proof)
{
    struct key_finding *fact = &proof->facts[proof->count++];
    fact->verdict = VERDICT_UNSUPPORTED;
    fact->failure = key->obstacle != NULL
                        ? key->obstacle
                        : "keys of this algorithm or curve cannot be proven by this program";
    fact->remark = key->dialect;
    if (key->claim_count > 0 &&
        public_identity_of(&key->claims[0], &fact->identity) == OUTCOME_OK) {
        fact->has_identity = true;
    }
}

static bool is_proven(const struct key_proof *proof)
{
    for (size_t i = 0; i < proof->count; i++) {
        if (proof->facts[i].verdict == VERDICT_PROVEN) {
            return true;
        }
    }
    return false;
}

void key_prove(const struct private_key *key, const struct key_proof_settings *settings,
               struct key_proof *proof)
{
    struct proof_work before = { 0 };
    if (settings->work != NULL) {
        settings->work->refused = false;
        before = *settings->work;
    }
    *proof = (struct key_proof){ 0 };
    switch (key->public.algorithm) {
    case KEY_RSA:
        rsa_prove(key, settings, proof);
        break;
    case KEY_EC:
        ec_prove(key, settings, proof);
        break;
    case KEY_DSA:
        dsa_prove(key, settings, proof);
        break;
    case KEY_ED25519:
    case KEY_ED448:
        edwards_prove(key, settings, proof);
        break;
    case KEY_X25519:
    case KEY_X448:
        exchange_prove(key, settings, proof);
        break;
    case KEY_DH:
        diffie_hellman_prove(key, settings, proof);
        break;
    case KEY_OTHER:
        add_unsupported(key, proof);
        break;
    case KEY_ALGORITHM_NONE:
        break;
    }
    if (settings->work != NULL && is_proven(proof)) {
        proof_work_give_back(settings->work, &before);
    }
}

void key_proof_clear(struct key_proof *proof)
{
    for (size_t i = 0; i < PROOF_FACTS_MAX; i++) {
        buffer_clear(&proof->facts[i].proof);
    }
    *proof = (struct key_proof){ 0 };
}
