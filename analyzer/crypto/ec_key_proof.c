#define OPENSSL_SUPPRESS_DEPRECATED /* EC_KEY: the only way in for a nonce of our own */

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/sha.h>

#include "crypto/curve.h"
#include "crypto/key_proof.h"
#include "crypto/private_key_seal.h"
#include "crypto/proof_signer.h"
#include "crypto/rfc6979.h"
#include "crypto/sha256.h"

static const char clause[] = "SEC 1 section 3.2.1";

/* k^-1 and r = x(k G) mod n, RFC 6979 section 2.4. */
static bool make_nonce(enum curve curve, struct rfc6979 *generator, BIGNUM *inverse, BIGNUM *r)
{
    const EC_GROUP *group = curve_group(curve);
    const BIGNUM *order = EC_GROUP_get0_order(group);
    EC_POINT *point = EC_POINT_new(group);
    BIGNUM *k = BN_new();
    BN_CTX *scratch = BN_CTX_new();
    bool made = point != NULL && k != NULL && scratch != NULL;
    do {
        made = made && rfc6979_next(generator, k) &&
               EC_POINT_mul(group, point, k, NULL, NULL, scratch) == 1 &&
               EC_POINT_get_affine_coordinates(group, point, r, NULL, scratch) == 1 &&
               BN_nnmod(r, r, order, scratch) == 1;
    } while (made && BN_is_zero(r));
    made = made && BN_mod_inverse(inverse, k, order, scratch) != NULL;
    EC_POINT_clear_free(point);
    BN_clear_free(k);
    BN_CTX_free(scratch);
    return made;
}

static bool write_signature(const ECDSA_SIG *pair, struct buffer *signature)
{
    uint8_t r[POINT_OCTETS_MAX], s[POINT_OCTETS_MAX];
    int r_length = BN_bn2bin(ECDSA_SIG_get0_r(pair), r);
    int s_length = BN_bn2bin(ECDSA_SIG_get0_s(pair), s);
    return proof_signature_write(bytes_over(r, (size_t)r_length), bytes_over(s, (size_t)s_length),
                                 signature);
}

static bool sign_and_verify(EC_KEY *key, enum curve curve, struct bytes digest,
                            struct buffer *signature)
{
    const BIGNUM *order = EC_GROUP_get0_order(curve_group(curve));
    struct rfc6979 *generator = rfc6979_new(order, EC_KEY_get0_private_key(key), digest);
    const int length = (int)digest.left;
    BIGNUM *inverse = BN_new(), *r = BN_new();
    bool held = false;
    if (generator != NULL && inverse != NULL && r != NULL &&
        make_nonce(curve, generator, inverse, r)) {
        ECDSA_SIG *pair = ECDSA_do_sign_ex(digest.at, length, inverse, r, key);
        held = pair != NULL && ECDSA_do_verify(digest.at, length, pair, key) == 1 &&
               write_signature(pair, signature);
        ECDSA_SIG_free(pair);
    }
    rfc6979_free(generator);
    BN_clear_free(inverse);
    BN_free(r);
    return held;
}

static struct bytes digest_of(enum proof_scheme scheme, struct bytes message,
                              uint8_t digest[SHA512_DIGEST_LENGTH])
{
    SHA512_CTX state;
    if (scheme == PROOF_ECDSA_SHA256) {
        sha256_of(message, digest);
        return bytes_over(digest, SHA256_LENGTH);
    }
    const bool shorter = scheme == PROOF_ECDSA_SHA384;
    (void)(shorter ? SHA384_Init(&state) : SHA512_Init(&state));
    (void)SHA512_Update(&state, message.at, message.left);
    (void)(shorter ? SHA384_Final(digest, &state) : SHA512_Final(digest, &state));
    return bytes_over(digest, shorter ? SHA384_DIGEST_LENGTH : SHA512_DIGEST_LENGTH);
}

struct ec_signer {
    EC_KEY *key;
    enum curve curve;
};

static bool sign(void *key, enum proof_scheme scheme, struct bytes message,
                 struct buffer *signature)
{
    const struct ec_signer *signer = key;
    uint8_t digest[SHA512_DIGEST_LENGTH];
    return sign_and_verify(signer->key, signer->curve, digest_of(scheme, message, digest),
                           signature);
}

/* An EC_KEY with d and d G, and that point's octets. NULL where d is not from 1
 * to n - 1, or memory ran out. */
static EC_KEY *derive(enum curve curve, struct bytes secret, uint8_t point[POINT_OCTETS_MAX],
                      size_t *length)
{
    const EC_GROUP *group = curve_group(curve);
    if (group == NULL) {
        return NULL;
    }
    EC_KEY *key = EC_KEY_new();
    BIGNUM *scalar = BN_bin2bn(secret.at, (int)secret.left, NULL);
    EC_POINT *product = EC_POINT_new(group);
    bool made = key != NULL && scalar != NULL && product != NULL && !BN_is_zero(scalar) &&
                BN_cmp(scalar, EC_GROUP_get0_order(group)) < 0 &&
                EC_POINT_mul(group, product, scalar, NULL, NULL, NULL) == 1 &&
                EC_KEY_set_group(key, group) == 1 && EC_KEY_set_private_key(key, scalar) == 1 &&
                EC_KEY_set_public_key(key, product) == 1;
    *length = made ? EC_POINT_point2oct(group, product, POINT_CONVERSION_UNCOMPRESSED, point,
                                        POINT_OCTETS_MAX, NULL)
                   : 0;
    BN_clear_free(scalar);
    EC_POINT_free(product);
    if (*length == 0) {
        EC_KEY_free(key);
        return NULL;
    }
    return key;
}

static const struct public_numbers *first_claim(const struct private_key *key)
{
    return key->claim_count > 0 ? &key->claims[0] : NULL;
}

/* Says so where a point is attached that is none: nothing is claimed by it. */
static const char *remark_on(const struct private_key *key)
{
    struct public_identity claimed;
    if (key->claim_count > 0 && public_identity_of(&key->claims[0], &claimed) != OUTCOME_OK) {
        return "the attached public point does not lie on the curve";
    }
    if (key->cut) {
        return "repaired: the structure is cut off behind the private half";
    }
    return key->curve_inferred ? "the curve is inferred from the length of the scalar" : NULL;
}

void ec_prove(const struct private_key *key, const struct key_proof_settings *settings,
              struct key_proof *proof)
{
    struct public_numbers derived = { .algorithm = KEY_EC, .curve = key->public.curve };
    uint8_t point[POINT_OCTETS_MAX];
    size_t length;
    struct buffer proofs = { 0 };
    EC_KEY *own = NULL;
    if (key->secret.left <= curve_order_octets(derived.curve)) {
        own = derive(derived.curve, key->secret, point, &length);
    }
    if (own == NULL) {
        key_proof_add_refuted(proof, VERDICT_MALFORMED, first_claim(key),
                              "the scalar is zero or not less than the order of the curve", clause);
        return;
    }
    derived.point = bytes_over(point, length);
    struct ec_signer ours = { own, derived.curve };
    const struct proof_signer signer = { &ours, PROOF_ECDSA_SHA256, sign };
    if (!key_proof_refute_cut(proof, key, &derived, clause) &&
        proof_signer_prove(&signer, &derived, settings, &proofs)) {
        /* Whoever reads a request with a key on SM2 expects a signature of its own scheme. */
        if (derived.curve == CURVE_SM2) {
            buffer_clear(&proofs);
        }
        private_key_seal(key, &derived, settings->sealer);
        key_proof_add_proven(proof, &derived, &proofs, remark_on(key));
        key_proof_hold_claims(proof, key, &derived, clause);
    }
    buffer_clear(&proofs);
    EC_KEY_free(own);
}
