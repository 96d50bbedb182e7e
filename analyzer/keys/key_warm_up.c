#include <string.h>

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/provider.h>

#include "crypto/curve.h"
#include "crypto/key_proof.h"
#include "crypto/lock.h"
#include "crypto/message_digest.h"
#include "crypto/pdf_lock.h"
#include "keys/key_examine.h"

#define MODULUS_OCTETS_MAX 160

/* The largest Mersenne primes that make a usable modulus: 2^521 - 1 and 2^607 - 1. */
#define MERSENNE_P_OCTETS 66
#define MERSENNE_Q_OCTETS 76

static bool proves(const struct private_key *key)
{
    const struct key_proof_settings settings = { .cn = bytes_over("x", 1), .proofs = true };
    struct key_proof proof;
    key_prove(key, &settings, &proof);
    bool proven = proof.count == 1 && proof.facts[0].verdict == VERDICT_PROVEN;
    key_proof_clear(&proof);
    return proven;
}

static bool use_rsa(bool pss)
{
    uint8_t p[MERSENNE_P_OCTETS], q[MERSENNE_Q_OCTETS], n[MODULUS_OCTETS_MAX];
    memset(p, 0xff, sizeof(p));
    memset(q, 0xff, sizeof(q));
    p[0] = 0x01;
    q[0] = 0x7f;
    BIGNUM *one = BN_bin2bn(p, sizeof(p), NULL), *other = BN_bin2bn(q, sizeof(q), NULL);
    BIGNUM *product = BN_new();
    BN_CTX *scratch = BN_CTX_new();
    bool used = one != NULL && other != NULL && product != NULL && scratch != NULL &&
                BN_mul(product, one, other, scratch) == 1 &&
                BN_num_bytes(product) <= MODULUS_OCTETS_MAX;
    if (used) {
        const size_t length = (size_t)BN_bn2bin(product, n);
        const struct private_key key = {
            .public = { .algorithm = KEY_RSA,
                        .n = bytes_over(n, length),
                        .e = bytes_over("\x01\x00\x01", 3) },
            .prime1 = bytes_over(p, sizeof(p)),
            .prime2 = bytes_over(q, sizeof(q)),
            .pss = pss,
        };
        used = proves(&key);
    }
    BN_free(one);
    BN_free(other);
    BN_free(product);
    BN_CTX_free(scratch);
    return used;
}

/* One of each kind that the library has code of its own for, and the shortest of its kind: three of
 * NIST by themselves, the other ones of NIST, those over prime fields, those over binary ones. To
 * prove on all forty took a tenth of a second at each start, on ten of them half of all that an
 * empty folder takes. */
static bool use_curves(void)
{
    static const enum curve used[] = { CURVE_P224, CURVE_P256,      CURVE_P521,
                                       CURVE_P192, CURVE_SECP160R1, CURVE_SECT163K1 };
    for (size_t i = 0; i < sizeof(used) / sizeof(used[0]); i++) {
        const enum curve curve = used[i];
        const struct private_key key = { .public = { .algorithm = KEY_EC, .curve = curve },
                                         .secret = bytes_over("\x05", 1) };
        if ((curve_group(curve) != NULL || curve <= CURVE_P521) && !proves(&key)) {
            return false;
        }
    }
    return curve_prepare();
}

static bool use_seeds(void)
{
    static const uint8_t seed[57] = { 1 };
    static const struct {
        enum key_algorithm algorithm;
        size_t length;
    } rows[] = { { KEY_ED25519, 32 }, { KEY_ED448, 57 }, { KEY_X25519, 32 }, { KEY_X448, 56 } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct private_key key = { .public = { .algorithm = rows[i].algorithm },
                                         .secret = bytes_over(seed, rows[i].length) };
        if (!proves(&key)) {
            return false;
        }
    }
    return true;
}

bool key_examine_prepare(void)
{
    if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1 ||
        OSSL_PROVIDER_load(NULL, "default") == NULL) {
        return false;
    }
    /* RC2, RC4 and DES of old keys; where it is missing these stay leads. */
    (void)OSSL_PROVIDER_load(NULL, "legacy");
    cipher_prepare();
    lock_prepare();
    message_digest_prepare();
    pdf_lock_prepare();
    return use_rsa(false) && use_rsa(true) && use_curves() && use_seeds();
}
