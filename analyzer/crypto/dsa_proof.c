#define OPENSSL_SUPPRESS_DEPRECATED /* DSA_do_verify: an independent second reading of r, s */

#include <openssl/dsa.h>

#include "bounds.h"
#include "crypto/key_proof.h"
#include "crypto/private_key_seal.h"
#include "crypto/proof_signer.h"
#include "crypto/rfc6979.h"
#include "crypto/sha256.h"

static const char clause[] = "FIPS 186-4 section 4.1";

#define SUBGROUP_BITS_MIN 128

struct dsa_numbers {
    BIGNUM *p, *q, *g, *x, *y; /* y is derived */
    BN_CTX *scratch;
    struct proof_work *work;
};

static BIGNUM *number_of(struct bytes magnitude)
{
    return BN_bin2bn(magnitude.at, (int)magnitude.left, NULL);
}

static bool numbers_read(const struct private_key *key, struct dsa_numbers *numbers)
{
    *numbers = (struct dsa_numbers){
        .p = number_of(key->public.p),
        .q = number_of(key->public.q),
        .g = number_of(key->public.g),
        .x = number_of(key->secret),
        .y = BN_new(),
        .scratch = BN_CTX_new(),
    };
    return numbers->p != NULL && numbers->q != NULL && numbers->g != NULL && numbers->x != NULL &&
           numbers->y != NULL && numbers->scratch != NULL;
}

static void numbers_clear(struct dsa_numbers *numbers)
{
    BN_free(numbers->p);
    BN_free(numbers->q);
    BN_free(numbers->g);
    BN_clear_free(numbers->x);
    BN_free(numbers->y);
    BN_CTX_free(numbers->scratch);
}

/* By their lengths alone, before anything is computed. */
static bool lengths_plausible(const struct private_key *key)
{
    const struct public_numbers *public = &key->public;
    return public->p.left > 0 && (public->p.at[public->p.left - 1] & 1) != 0 &&
           public->q.left >= SUBGROUP_BITS_MIN / 8 &&
           public->q.left<public->p.left &&public->g.left> 0 && public->g.left <= public->p.left &&
           key->secret.left > 0 && key->secret.left <= public->q.left;
}

static bool is_large(const struct private_key *key)
{
    return key->public.p.left > DISCRETE_BITS_MAX / 8 ||
           key->public.q.left > SIGNING_ORDER_BITS_MAX / 8;
}

static bool may_raise(const struct dsa_numbers *numbers)
{
    const int p = BN_num_bits(numbers->p), q = BN_num_bits(numbers->q);
    if (p <= DISCRETE_USUAL_BITS) {
        proof_work_note(numbers->work, p, q);
        return true;
    }
    return proof_work_raise(numbers->work, p, q);
}

/* q divides p - 1, g has the order q, x is from 1 to q - 1; then y = g^x. */
static bool derive(struct dsa_numbers *numbers)
{
    BIGNUM *rest = BN_new(), *power = BN_new();
    bool held = rest != NULL && power != NULL && BN_cmp(numbers->g, numbers->p) < 0 &&
                !BN_is_one(numbers->g) && !BN_is_zero(numbers->x) &&
                BN_cmp(numbers->x, numbers->q) < 0 &&
                BN_mod(rest, numbers->p, numbers->q, numbers->scratch) == 1 && BN_is_one(rest) &&
                may_raise(numbers) &&
                BN_mod_exp(power, numbers->g, numbers->q, numbers->p, numbers->scratch) == 1 &&
                BN_is_one(power) &&
                BN_mod_exp(numbers->y, numbers->g, numbers->x, numbers->p, numbers->scratch) == 1;
    BN_free(rest);
    BN_free(power);
    return held;
}

/* r = (g^k mod p) mod q, s = k^-1 (z + x r) mod q. */
static bool make_pair(const struct dsa_numbers *numbers, const BIGNUM *k,
                      const uint8_t digest[SHA256_LENGTH], BIGNUM *r, BIGNUM *s)
{
    BIGNUM *z = BN_new(), *inverse = BN_new();
    BN_CTX *scratch = numbers->scratch;
    bool made = z != NULL && inverse != NULL && rfc6979_number(digest, numbers->q, z) &&
                BN_mod_exp(r, numbers->g, k, numbers->p, scratch) == 1 &&
                BN_nnmod(r, r, numbers->q, scratch) == 1 &&
                BN_mod_inverse(inverse, k, numbers->q, scratch) != NULL &&
                BN_mod_mul(s, numbers->x, r, numbers->q, scratch) == 1 &&
                BN_mod_add(s, s, z, numbers->q, scratch) == 1 &&
                BN_mod_mul(s, s, inverse, numbers->q, scratch) == 1 && !BN_is_zero(r) &&
                !BN_is_zero(s);
    BN_clear_free(z);
    BN_clear_free(inverse);
    return made;
}

static bool openssl_verifies(const struct dsa_numbers *numbers, const uint8_t digest[SHA256_LENGTH],
                             const BIGNUM *r, const BIGNUM *s)
{
    DSA *dsa = DSA_new();
    DSA_SIG *pair = DSA_SIG_new();
    BIGNUM *p = BN_dup(numbers->p), *q = BN_dup(numbers->q), *g = BN_dup(numbers->g);
    BIGNUM *y = BN_dup(numbers->y), *own_r = BN_dup(r), *own_s = BN_dup(s);
    bool verified = false;
    if (dsa != NULL && pair != NULL && p != NULL && q != NULL && g != NULL && y != NULL &&
        own_r != NULL && own_s != NULL) {
        DSA_set0_pqg(dsa, p, q, g);
        DSA_set0_key(dsa, y, NULL);
        DSA_SIG_set0(pair, own_r, own_s);
        p = q = g = y = own_r = own_s = NULL;
        verified = DSA_do_verify(digest, SHA256_LENGTH, pair, dsa) == 1;
    }
    BN_free(p);
    BN_free(q);
    BN_free(g);
    BN_free(y);
    BN_free(own_r);
    BN_free(own_s);
    DSA_SIG_free(pair);
    DSA_free(dsa);
    return verified;
}

static bool sign_and_verify(const struct dsa_numbers *numbers, const uint8_t digest[SHA256_LENGTH],
                            struct buffer *signature)
{
    struct rfc6979 *generator =
        rfc6979_new(numbers->q, numbers->x, bytes_over(digest, SHA256_LENGTH));
    BIGNUM *k = BN_new(), *r = BN_new(), *s = BN_new();
    uint8_t r_octets[SIGNING_ORDER_BITS_MAX / 8], s_octets[SIGNING_ORDER_BITS_MAX / 8];
    bool held = generator != NULL && k != NULL && r != NULL && s != NULL &&
                rfc6979_next(generator, k) && make_pair(numbers, k, digest, r, s) &&
                openssl_verifies(numbers, digest, r, s);
    if (held) {
        int r_length = BN_bn2bin(r, r_octets), s_length = BN_bn2bin(s, s_octets);
        held = proof_signature_write(bytes_over(r_octets, (size_t)r_length),
                                     bytes_over(s_octets, (size_t)s_length), signature);
    }
    rfc6979_free(generator);
    BN_clear_free(k);
    BN_free(r);
    BN_free(s);
    return held;
}

static bool sign(void *key, enum proof_scheme scheme, struct bytes message,
                 struct buffer *signature)
{
    (void)scheme; /* there is one */
    uint8_t digest[SHA256_LENGTH];
    sha256_of(message, digest);
    return sign_and_verify(key, digest, signature);
}

/* OpenSSL verifies under subgroups of 160, 224 and 256 bits only; y = g^x in a
 * subgroup that holds is a proof all the same, without a request. */
static bool can_sign(const struct dsa_numbers *numbers)
{
    const int bits = BN_num_bits(numbers->q);
    return bits == 160 || bits == 224 || bits == 256;
}

static void prove(const struct private_key *key, struct dsa_numbers *numbers,
                  const struct key_proof_settings *settings, struct key_proof *proof)
{
    struct buffer y = { 0 }, proofs = { 0 };
    const struct proof_signer signer = { numbers, PROOF_DSA_SHA256, sign };
    if (buffer_reserve(&y, (size_t)BN_num_bytes(numbers->y))) {
        y.used = (size_t)BN_bn2bin(numbers->y, y.at);
        struct public_numbers derived = key->public;
        derived.y = buffer_bytes(&y);
        if (!can_sign(numbers) || proof_signer_prove(&signer, &derived, settings, &proofs)) {
            private_key_seal(key, &derived, settings->sealer);
            key_proof_add_proven(proof, &derived, &proofs, NULL);
            key_proof_hold_claims(proof, key, &derived, clause);
        }
    }
    buffer_clear(&proofs);
    buffer_clear(&y);
}

void dsa_prove(const struct private_key *key, const struct key_proof_settings *settings,
               struct key_proof *proof)
{
    struct dsa_numbers numbers = { 0 };
    const struct public_numbers *claimed = key->claim_count > 0 ? &key->claims[0] : NULL;
    const bool plausible = lengths_plausible(key);
    if (plausible && is_large(key)) {
        key_proof_add_large(proof, claimed);
        return;
    }
    bool read = plausible && numbers_read(key, &numbers);
    numbers.work = settings->work;
    if (read && derive(&numbers)) {
        prove(key, &numbers, settings, proof);
    }
    proof->bounded = settings->work != NULL && settings->work->refused;
    if (proof->count == 0 && !proof->bounded) {
        key_proof_add_refuted(proof, VERDICT_MALFORMED, claimed,
                              "p, q, g and x do not hold together", clause);
    }
    numbers_clear(&numbers);
}
