#define OPENSSL_SUPPRESS_DEPRECATED /* the low-level calls let us sign without blinding */

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "bounds.h"
#include "crypto/key_proof.h"
#include "crypto/private_key_write.h"
#include "crypto/proof_signer.h"
#include "crypto/rsa_crt_search.h"
#include "crypto/rsa_multi_prime.h"
#include "crypto/rsa_numbers.h"
#include "crypto/rsa_repair.h"
#include "crypto/sha256.h"

/* PKCS#1 v1.5 with SHA-256 needs 62 octets (RFC 8017 section 9.2), PSS with an
 * empty salt 34; OpenSSL verifies no exponent over 64 bits once the modulus has
 * more than 3,072. Keys outside of that are proven by one exponentiation there
 * and back, without a request. */
#define SIGNING_OCTETS_MIN          62
#define LARGE_MODULUS_BITS          OPENSSL_RSA_SMALL_MODULUS_BITS
#define LARGE_MODULUS_EXPONENT_BITS OPENSSL_RSA_MAX_PUBEXP_BITS

static const char clause[] = "RFC 8017 section 3.2";

/* d modulo more than the modulus has been seen; d of any length has not. */
static bool exponent_plausible(const struct rsa_numbers *numbers)
{
    return !BN_is_zero(numbers->d) && BN_num_bits(numbers->d) <= BN_num_bits(numbers->n) + 64;
}

static bool openssl_verifies(const struct rsa_numbers *numbers)
{
    return BN_num_bytes(numbers->n) >= SIGNING_OCTETS_MIN &&
           (BN_num_bits(numbers->n) <= LARGE_MODULUS_BITS ||
            BN_num_bits(numbers->e) <= LARGE_MODULUS_EXPONENT_BITS);
}

/* m^d and (m^d)^e, for an m that nobody chose: the digest of the modulus. */
static bool there_and_back(const struct private_key *key, const struct rsa_numbers *numbers)
{
    uint8_t digest[SHA256_LENGTH];
    sha256_of(key->public.n, digest);
    BIGNUM *message = BN_bin2bn(digest, sizeof(digest), NULL), *power = BN_new();
    bool held = message != NULL && power != NULL &&
                BN_nnmod(message, message, numbers->n, numbers->scratch) == 1 &&
                !BN_is_zero(message) && !BN_is_one(message) &&
                BN_mod_exp(power, message, numbers->d, numbers->n, numbers->scratch) == 1 &&
                BN_mod_exp(power, power, numbers->e, numbers->n, numbers->scratch) == 1 &&
                BN_cmp(power, message) == 0;
    BN_free(message);
    BN_clear_free(power);
    return held;
}

/* Hands copies to OpenSSL's key. A leaked key has no timing to hide: no blinding,
 * which would cost nearly as much again and ask for randomness. */
static RSA *rsa_of(const struct rsa_numbers *numbers)
{
    RSA *rsa = RSA_new();
    BIGNUM *n = BN_dup(numbers->n), *e = BN_dup(numbers->e), *d = BN_dup(numbers->d);
    if (rsa == NULL || RSA_set0_key(rsa, n, e, d) != 1) {
        BN_free(n);
        BN_free(e);
        BN_clear_free(d);
        RSA_free(rsa);
        return NULL;
    }
    RSA_set_flags(rsa, RSA_FLAG_NO_BLINDING);
    if (!numbers->factored) {
        return rsa;
    }
    BIGNUM *p = BN_dup(numbers->p), *q = BN_dup(numbers->q);
    if (RSA_set0_factors(rsa, p, q) != 1) {
        BN_clear_free(p);
        BN_clear_free(q);
        RSA_free(rsa);
        return NULL;
    }
    BIGNUM *dp = BN_dup(numbers->dp), *dq = BN_dup(numbers->dq), *qinv = BN_dup(numbers->qinv);
    if (RSA_set0_crt_params(rsa, dp, dq, qinv) != 1) {
        BN_clear_free(dp);
        BN_clear_free(dq);
        BN_clear_free(qinv);
        RSA_free(rsa);
        return NULL;
    }
    return rsa;
}

static bool sign_and_verify(RSA *rsa, const uint8_t digest[SHA256_LENGTH], struct buffer *signature)
{
    unsigned length = 0;
    if (RSA_sign(NID_sha256, digest, SHA256_LENGTH, signature->at, &length, rsa) != 1) {
        return false;
    }
    signature->used = length;
    return RSA_verify(NID_sha256, digest, SHA256_LENGTH, signature->at, length, rsa) == 1;
}

static bool sign_and_verify_pss(RSA *rsa, const uint8_t digest[SHA256_LENGTH],
                                struct buffer *signature)
{
    const size_t width = (size_t)RSA_size(rsa);
    struct buffer encoded = { 0 };
    bool held = false;
    if (buffer_reserve(&encoded, width) &&
        RSA_padding_add_PKCS1_PSS_mgf1(rsa, encoded.at, digest, EVP_sha256(), EVP_sha256(), 0) ==
            1 &&
        RSA_private_encrypt((int)width, encoded.at, signature->at, rsa, RSA_NO_PADDING) ==
            (int)width) {
        signature->used = width;
        held =
            RSA_public_decrypt((int)width, signature->at, encoded.at, rsa, RSA_NO_PADDING) ==
                (int)width &&
            RSA_verify_PKCS1_PSS_mgf1(rsa, digest, EVP_sha256(), EVP_sha256(), encoded.at, 0) == 1;
    }
    buffer_clear(&encoded);
    return held;
}

static bool sign(void *key, enum proof_scheme scheme, struct bytes message,
                 struct buffer *signature)
{
    RSA *rsa = key;
    uint8_t digest[SHA256_LENGTH];
    sha256_of(message, digest);
    return buffer_reserve(signature, (size_t)RSA_size(rsa)) &&
           (scheme == PROOF_RSA_PSS_SHA256 ? sign_and_verify_pss(rsa, digest, signature)
                                           : sign_and_verify(rsa, digest, signature));
}

/* What no program makes costs many times what its size says: the public exponent is raised to
 * as well, and a prime that is much longer than the other makes up all of the work. */
static bool costs_more(const struct rsa_numbers *numbers)
{
    const int bits = BN_num_bits(numbers->n), e = BN_num_bits(numbers->e);
    const int p = BN_num_bits(numbers->p), q = BN_num_bits(numbers->q), prime = p > q ? p : q;
    return bits > RSA_USUAL_BITS &&
           (e > LARGE_MODULUS_EXPONENT_BITS || !numbers->factored || prime > bits / 4 * 3);
}

static bool make_proofs(const struct rsa_numbers *numbers, const struct public_numbers *derived,
                        bool pss, const struct key_proof_settings *settings, struct buffer *proofs)
{
    RSA *rsa = rsa_of(numbers);
    const struct proof_signer signer = { rsa, pss ? PROOF_RSA_PSS_SHA256 : PROOF_RSA_SHA256, sign };
    struct key_proof_settings within = *settings;
    if (costs_more(numbers)) {
        within.forms = 0; /* one signature was paid for */
    }
    const bool made = rsa != NULL && proof_signer_prove(&signer, derived, &within, proofs);
    RSA_free(rsa);
    return made;
}

static const char *remark_on(const struct private_key *key, const struct rsa_numbers *numbers)
{
    if (key->redacted) {
        return "repaired: redacted in parts, made from the numbers that are left";
    }
    return key->cut ? "repaired: the structure is cut off, made from the numbers that are left"
                    : numbers->remark;
}

static bool may_prove(const struct rsa_numbers *numbers)
{
    const int bits = BN_num_bits(numbers->n), e = BN_num_bits(numbers->e);
    const int p = BN_num_bits(numbers->p), q = BN_num_bits(numbers->q), prime = p > q ? p : q;
    if (bits <= RSA_USUAL_BITS) {
        return true;
    }
    return (e <= LARGE_MODULUS_EXPONENT_BITS || proof_work_raise_kept(numbers->work, bits, e)) &&
           (numbers->factored
                ? prime <= bits / 4 * 3 || proof_work_raise_kept(numbers->work, prime, prime)
                : proof_work_raise_kept(numbers->work, bits, bits));
}

/* Of more than two primes. */
static bool write_primes(const struct private_key *key, const struct rsa_numbers *numbers,
                         struct buffer *pkcs8)
{
    BIGNUM *primes[RSA_PRIMES_MAX] = { NULL };
    size_t count = 0;
    const bool written = rsa_multi_prime_list(numbers, primes, &count) &&
                         private_key_write_primes(numbers, primes, count, key->pss, pkcs8);
    for (size_t i = 0; i < RSA_PRIMES_MAX; i++) {
        BN_clear_free(primes[i]);
    }
    return written;
}

static void seal(const struct private_key *key, const struct rsa_numbers *numbers,
                 const struct public_numbers *derived, struct key_sealer *sealer)
{
    struct buffer pkcs8 = { 0 };
    if (!key_sealer_wants(sealer, derived)) {
        return;
    }
    if (numbers->factored ? private_key_write_rsa(numbers, key->pss, &pkcs8)
                          : write_primes(key, numbers, &pkcs8)) {
        key_sealer_take(sealer, derived, buffer_bytes(&pkcs8));
    } else if (!numbers->factored) {
        key_sealer_refuse(sealer, derived, "its modulus is not known as a product of primes");
    }
    buffer_clear(&pkcs8);
}

/* Proves the numbers as they are now. */
static bool prove(const struct private_key *key, const struct rsa_numbers *numbers,
                  const struct key_proof_settings *settings, struct key_proof *proof)
{
    struct buffer n = { 0 }, e = { 0 }, proofs = { 0 };
    bool proven = false;
    if (may_prove(numbers) && buffer_reserve(&n, (size_t)BN_num_bytes(numbers->n)) &&
        buffer_reserve(&e, (size_t)BN_num_bytes(numbers->e))) {
        const int bits = BN_num_bits(numbers->n);
        proof_work_note(numbers->work, bits, numbers->factored ? bits / 4 : bits);
        n.used = (size_t)BN_bn2bin(numbers->n, n.at);
        e.used = (size_t)BN_bn2bin(numbers->e, e.at);
        const struct public_numbers derived = { .algorithm = KEY_RSA,
                                                .n = buffer_bytes(&n),
                                                .e = buffer_bytes(&e) };
        proven = openssl_verifies(numbers)
                     ? make_proofs(numbers, &derived, key->pss, settings, &proofs)
                     : there_and_back(key, numbers);
        if (!proven && numbers->factored) { /* OpenSSL tries d itself where the primes fail */
            proof_work_note(numbers->work, bits, bits);
        }
        if (proven) {
            seal(key, numbers, &derived, settings->sealer);
            key_proof_add_proven(proof, &derived, &proofs, remark_on(key, numbers));
        }
    }
    buffer_clear(&proofs);
    buffer_clear(&n);
    buffer_clear(&e);
    return proven;
}

static bool is_trivial(const struct private_key *key, const struct rsa_numbers *numbers)
{
    return (key->prime1.left > 0 &&
            (BN_is_one(numbers->p) || BN_cmp(numbers->p, numbers->n) == 0)) ||
           (key->prime2.left > 0 && (BN_is_one(numbers->q) || BN_cmp(numbers->q, numbers->n) == 0));
}

/* A modulus that is factored is a leaked key, whatever the exponents say. */
static bool prove_by_factors(const struct private_key *key, struct rsa_numbers *numbers,
                             const struct key_proof_settings *settings, struct key_proof *proof)
{
    if (!numbers->d_holds) {
        rsa_repair_public_exponent(numbers);
    }
    if (rsa_numbers_mend(numbers)) {
        return prove(key, numbers, settings, proof);
    }
    if (BN_set_word(numbers->e, RSA_F4) != 1 || !rsa_numbers_mend(numbers)) {
        return false;
    }
    numbers->remark = "no private exponent belongs to the public one: proven by its factors";
    return prove(key, numbers, settings, proof);
}

static bool prove_by_exponent(const struct private_key *key, struct rsa_numbers *numbers,
                              const struct key_proof_settings *settings, struct key_proof *proof)
{
    if (!exponent_plausible(numbers) || !rsa_repair_by_exponent(numbers)) {
        return false;
    }
    if ((!key->multi_prime && rsa_repair_factors(numbers)) || numbers->factored) {
        return prove_by_factors(key, numbers, settings, proof);
    }
    if (key->prime1.left > 0 && !key->multi_prime) {
        numbers->remark = BN_cmp(numbers->p, numbers->q) == 0
                              ? "its two primes are the same: proven by n, e and d"
                              : "the primes are not those of the modulus: proven by n, e and d";
    }
    return prove(key, numbers, settings, proof);
}

/* The factors that were found may be composite, or the same: then the exponent given may
 * hold yet. */
static bool prove_factored(const struct private_key *key, struct rsa_numbers *numbers,
                           const struct key_proof_settings *settings, struct key_proof *proof)
{
    const bool twice = BN_cmp(numbers->p, numbers->q) == 0;
    BIGNUM *given = numbers->d_holds && !twice ? NULL : BN_dup(numbers->d);
    BIGNUM *e = BN_dup(numbers->e);
    bool proven =
        !rsa_numbers_composite(numbers) && prove_by_factors(key, numbers, settings, proof);
    if (!proven && given != NULL && e != NULL) {
        BN_swap(numbers->d, given);
        BN_swap(numbers->e, e);
        numbers->factored = false;
        numbers->remark = NULL;
        proven = prove_by_exponent(key, numbers, settings, proof);
    }
    BN_clear_free(given);
    BN_free(e);
    return proven;
}

/* What is left of the modulus may be composite too. */
static bool prove_multi_prime(const struct private_key *key, struct rsa_numbers *numbers,
                              const struct key_proof_settings *settings, struct key_proof *proof)
{
    BIGNUM *given = BN_dup(numbers->d);
    bool proven =
        given != NULL && rsa_multi_prime_mend(numbers) && prove(key, numbers, settings, proof);
    if (!proven && given != NULL) {
        BN_swap(numbers->d, given);
        numbers->remark = NULL;
    }
    BN_clear_free(given);
    return proven;
}

/* With what stands beside the modulus that is given, from the cheapest on. */
static bool prove_modulus(const struct private_key *key, struct rsa_numbers *numbers,
                          const struct key_proof_settings *settings, struct key_proof *proof)
{
    if (numbers->factored) {
        return prove_factored(key, numbers, settings, proof);
    }
    if (key->multi_prime && prove_multi_prime(key, numbers, settings, proof)) {
        return true;
    }
    return prove_by_exponent(key, numbers, settings, proof) ||
           (rsa_repair_factors_by_crt(numbers) && prove_by_factors(key, numbers, settings, proof));
}

static void add_refuted(const struct private_key *key, const struct rsa_numbers *numbers,
                        struct key_proof *proof)
{
    const char *failure = "the private numbers do not belong to the modulus";
    if (numbers->work != NULL && numbers->work->refused) { /* nothing was refuted */
        proof->bounded = true;
        return;
    }
    if (!rsa_modulus_plausible(key) || !rsa_exponent_plausible(key)) {
        key_proof_add_refuted(proof, VERDICT_MALFORMED, NULL,
                              "modulus and public exponent cannot be those of a key", clause);
        return;
    }
    if (key->redacted || key->cut) {
        key_proof_add_refuted(proof, VERDICT_MALFORMED, &key->public,
                              key->redacted
                                  ? "redacted: too much of it is missing"
                                  : "the structure is cut off before numbers that would prove it",
                              "RFC 8017 appendix A.1.2");
        return;
    }
    if (is_trivial(key, numbers)) {
        failure = "a factor is 1 or the modulus itself";
    }
    key_proof_add_refuted(proof, VERDICT_FORGED, &key->public, failure, clause);
}

/* Of the end of a key: where neither the modulus nor both primes are given. */
static void find_primes(struct rsa_numbers *numbers)
{
    if (BN_is_zero(numbers->n) && (BN_is_zero(numbers->p) || BN_is_zero(numbers->q))) {
        (void)!rsa_crt_search(numbers);
    }
}

/* Of two numbers that were made up one is a multiple of a small prime, but once in 25 times. */
static bool prove_own_modulus(const struct private_key *key, struct rsa_numbers *numbers,
                              const struct key_proof_settings *settings, struct key_proof *proof)
{
    if (rsa_numbers_divisible(numbers)) {
        rsa_repair_charge_public_exponent(numbers);
        return false;
    }
    rsa_repair_public_exponent(numbers);
    find_primes(numbers);
    return rsa_numbers_own_modulus(numbers) && !rsa_numbers_composite(numbers) &&
           prove_by_factors(key, numbers, settings, proof);
}

/* The primes may make a modulus of their own: where none is given, or where the one given
 * is another key's, of which this is a forgery. */
static void prove_otherwise(const struct private_key *key, struct rsa_numbers *numbers,
                            const struct key_proof_settings *settings, struct key_proof *proof)
{
    const bool claims =
        !key->cut && !key->redacted && rsa_modulus_plausible(key) && rsa_exponent_plausible(key);
    if (claims) {
        add_refuted(key, numbers, proof);
    }
    if (!key->multi_prime && !(numbers->factored && numbers->d_holds) && /* else all was tried */
        prove_own_modulus(key, numbers, settings, proof)) {
        return;
    }
    if (!claims) {
        add_refuted(key, numbers, proof);
    }
}

void rsa_prove(const struct private_key *key, const struct key_proof_settings *settings,
               struct key_proof *proof)
{
    const size_t octets = key->public.n.left;
    if (octets > RSA_BITS_MAX / 8 ||
        (octets == 0 && key->prime1.left + key->prime2.left > RSA_BITS_MAX / 8 + 1)) {
        key_proof_add_large(proof, &key->public);
        return;
    }
    struct rsa_numbers numbers;
    const bool read = rsa_numbers_read(key, &numbers);
    numbers.work = settings->work;
    if (read) {
        if (rsa_modulus_plausible(key) && prove_modulus(key, &numbers, settings, proof)) {
            key_proof_hold_claims(proof, key, &key->public, clause);
        } else {
            prove_otherwise(key, &numbers, settings, proof);
        }
    }
    rsa_numbers_clear(&numbers);
}
