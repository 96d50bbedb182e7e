#include <openssl/bn.h>

#include "bounds.h"
#include "crypto/key_proof.h"
#include "crypto/private_key_seal.h"

static const char clause[] = "RFC 2631 section 2.1";

static bool lengths_plausible(const struct private_key *key)
{
    const struct public_numbers *public = &key->public;
    return public->p.left >= 16 && (public->p.at[public->p.left - 1] & 1) != 0 &&
           public->g.left > 0 && public->g.left <= public->p.left && key->secret.left > 0 &&
           key->secret.left <= public->p.left;
}

static bool may_raise(struct proof_work *work, const BIGNUM *p, const BIGNUM *x)
{
    if (BN_num_bits(p) <= DISCRETE_USUAL_BITS) {
        proof_work_note(work, BN_num_bits(p), BN_num_bits(x));
        return true;
    }
    return proof_work_raise(work, BN_num_bits(p), BN_num_bits(x));
}

/* y = g^x mod p; 1 and p - 1 are no public keys. */
static bool derive(const struct private_key *key, struct proof_work *work, struct buffer *y)
{
    BIGNUM *p = BN_bin2bn(key->public.p.at, (int)key->public.p.left, NULL);
    BIGNUM *g = BN_bin2bn(key->public.g.at, (int)key->public.g.left, NULL);
    BIGNUM *x = BN_bin2bn(key->secret.at, (int)key->secret.left, NULL);
    BIGNUM *power = BN_new(), *less = p != NULL ? BN_dup(p) : NULL;
    BN_CTX *scratch = BN_CTX_new();
    bool made = p != NULL && g != NULL && x != NULL && power != NULL && less != NULL &&
                scratch != NULL && BN_cmp(g, p) < 0 && BN_sub_word(less, 1) == 1 &&
                BN_cmp(g, less) != 0 && may_raise(work, p, x) &&
                BN_mod_exp(power, g, x, p, scratch) == 1 && !BN_is_zero(power) &&
                !BN_is_one(power) && BN_cmp(power, less) != 0 &&
                buffer_reserve(y, (size_t)BN_num_bytes(power));
    if (made) {
        y->used = (size_t)BN_bn2bin(power, y->at);
    }
    BN_free(p);
    BN_free(g);
    BN_clear_free(x);
    BN_free(power);
    BN_free(less);
    BN_CTX_free(scratch);
    return made;
}

void diffie_hellman_prove(const struct private_key *key, const struct key_proof_settings *settings,
                          struct key_proof *proof)
{
    struct buffer y = { 0 }, none = { 0 };
    const bool plausible = lengths_plausible(key);
    if (plausible && key->public.p.left > DISCRETE_BITS_MAX / 8) {
        key_proof_add_large(proof, key->claim_count > 0 ? &key->claims[0] : NULL);
        return;
    }
    if (plausible && derive(key, settings->work, &y)) {
        struct public_numbers derived = key->public;
        derived.y = buffer_bytes(&y);
        private_key_seal(key, &derived, settings->sealer);
        key_proof_add_proven(proof, &derived, &none, NULL);
        key_proof_hold_claims(proof, key, &derived, clause);
    } else if (settings->work != NULL && settings->work->refused) {
        proof->bounded = true;
    } else {
        key_proof_add_refuted(proof, VERDICT_MALFORMED, NULL, "p, g and x do not hold together",
                              clause);
    }
    buffer_clear(&y);
}
