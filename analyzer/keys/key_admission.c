#include "keys/key_admission.h"

#define MODULUS_BITS_MIN     512 /* of a key that is reported without being proven */
#define UNKNOWN_OID_LAST_BIT 0x80

static bool is_binary(enum candidate_origin origin)
{
    return origin == ORIGIN_BINARY || origin == ORIGIN_PACKED;
}

static bool is_raw(enum key_algorithm algorithm)
{
    return algorithm == KEY_ED25519 || algorithm == KEY_ED448 || algorithm == KEY_X25519 ||
           algorithm == KEY_X448;
}

bool key_is_irrefutable(const struct private_key *key)
{
    return key->claim_count == 0 &&
           (is_raw(key->public.algorithm) || key->public.algorithm == KEY_EC);
}

/* Of 32 octets that are drawn by lot 30 differ, of 66 there are 58. */
static bool looks_drawn(struct bytes octets)
{
    return bytes_distinct(octets) * 8 >= octets.left * 5;
}

/* An EC key that ends behind its private half: nothing of it speaks against any scalar. */
static bool is_cut_scalar(const struct private_key *key)
{
    return key->cut && key->public.algorithm == KEY_EC && key->claim_count == 0;
}

bool key_lacks_curve(const struct private_key *key)
{
    return is_cut_scalar(key) && key->curve_inferred && !key->fronted;
}

/* Any 32 octets are a scalar or a seed: without a public half that agrees, only
 * the place where they stand says that they are a key. */
bool key_admitted(const struct private_key *key, enum candidate_origin origin)
{
    if (origin == ORIGIN_PACKED && key_is_irrefutable(key)) {
        return false;
    }
    if (is_raw(key->public.algorithm)) {
        return is_binary(origin)        ? key->claim_count > 0 && !key->cut
               : origin == ORIGIN_WHOLE ? !key->left_over
                                        : true;
    }
    if (is_cut_scalar(key)) {
        return !key->garbled && looks_drawn(key->scalar) &&
               (origin == ORIGIN_ARMOUR || key->fronted);
    }
    if ((key->curve_inferred || key->garbled) && key->claim_count == 0) {
        return origin == ORIGIN_ARMOUR;
    }
    if (key->public.algorithm == KEY_OTHER && is_binary(origin)) {
        return key->oid.left > 0 && (key->oid.at[key->oid.left - 1] & UNKNOWN_OID_LAST_BIT) == 0;
    }
    return true;
}

static bool was_forged(const struct key_proof *proof)
{
    for (size_t i = 0; i < proof->count; i++) {
        if (proof->facts[i].verdict == VERDICT_FORGED) {
            return true;
        }
    }
    return false;
}

/* A point that is none, as the remark says, agrees with nothing. */
static bool was_remarked(const struct key_proof *proof)
{
    return proof->count > 0 && proof->facts[0].remark != NULL;
}

bool key_is_misread(const struct private_key *key, const struct key_proof *proof, bool torn)
{
    if (torn && key->public.algorithm == KEY_EC) {
        return was_forged(proof) || was_remarked(proof);
    }
    return is_raw(key->public.algorithm) && was_forged(proof);
}

/* Lengths as they are in a key, in which not all the rest is noise. */
static bool rsa_shaped(const struct private_key *key)
{
    const size_t width = key->public.n.left, primes = key->prime1.left + key->prime2.left;
    return width >= MODULUS_BITS_MIN / 8 && key->public.e.left <= 8 && key->d.left <= width &&
           key->d.left > width / 4 && primes >= width && primes <= width + 2;
}

bool key_is_whole(const struct private_key *key)
{
    return key->public.algorithm == KEY_RSA && rsa_shaped(key) && !key->cut && !key->redacted &&
           !key->garbled && !key->chance && !key->left_over && !key->listed;
}

/* Octets that were read as part of a number and are none make it longer than it can be. */
static bool discrete_shaped(const struct private_key *key)
{
    const struct public_numbers *public = &key->public;
    const size_t p = public->p.left, q = public->q.left;
    const size_t y = key->claim_count > 0 ? key->claims[0].y.left : 0;
    return p % 64 == 0 && (q == 0 || q == 20 || q == 28 || q == 32) && public->g.left <= p &&
           y <= p && key->secret.left <= (q > 0 ? q : p);
}

static bool is_shaped(const struct private_key *key)
{
    const enum key_algorithm algorithm = key->public.algorithm;
    if (algorithm == KEY_RSA) {
        return rsa_shaped(key);
    }
    return (algorithm != KEY_DSA && algorithm != KEY_DH) || discrete_shaped(key);
}

static bool refuted_in_binary(const struct private_key *key, const struct key_finding *fact)
{
    return fact->has_claim && !key->cut && (key->public.algorithm != KEY_RSA || rsa_shaped(key));
}

bool key_fact_admitted(const struct private_key *key, enum candidate_origin origin,
                       const struct key_proof *proof, const struct key_finding *fact)
{
    const bool unsure = is_raw(key->public.algorithm) || key->curve_inferred;
    if (is_binary(origin) && (unsure || origin == ORIGIN_PACKED) && was_forged(proof)) {
        return false;
    }
    /* A host key on the wire has a number behind it that is none of its own, and a
     * signature of Ed25519 has the form of a key. */
    const bool meant = origin == ORIGIN_WHOLE && !is_raw(key->public.algorithm);
    if (key->chance && !meant && (fact->verdict != VERDICT_PROVEN || was_forged(proof))) {
        return false;
    }
    if (origin == ORIGIN_PACKED && fact->remark != NULL) { /* something about it is not right */
        return false;
    }
    if (key->pieced && fact->verdict == VERDICT_FORGED) {
        return false;
    }
    switch (fact->verdict) {
    case VERDICT_PROVEN:
    case VERDICT_ENCRYPTED:
    case VERDICT_UNSUPPORTED:
        return true;
    case VERDICT_FORGED:
    case VERDICT_MALFORMED:
        if (is_binary(origin)) {
            return refuted_in_binary(key, fact);
        }
        if (key->listed && !key->cut && !is_shaped(key)) {
            return false;
        }
        return !key->cut || (fact->has_claim && fact->claimed.bits >= MODULUS_BITS_MIN) ||
               key->public.algorithm != KEY_RSA;
    case VERDICT_NONE:
        break;
    }
    return false;
}
