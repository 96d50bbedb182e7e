#include "public_identity.h"

#include <stdio.h>
#include <string.h>

#include "bytes/hex_text.h"

const char *key_algorithm_name(enum key_algorithm algorithm)
{
    static const char *const names[] = {
        [KEY_ALGORITHM_NONE] = "", [KEY_RSA] = "rsa",         [KEY_EC] = "ec",
        [KEY_DSA] = "dsa",         [KEY_ED25519] = "ed25519", [KEY_ED448] = "ed448",
        [KEY_X25519] = "x25519",   [KEY_X448] = "x448",       [KEY_DH] = "dh",
        [KEY_OTHER] = "other",
    };
    return (size_t)algorithm < sizeof(names) / sizeof(names[0]) ? names[algorithm] : "";
}

static const struct {
    const char *name;
    const char *in_text; /* of an identity: lower case, no hyphen */
} curves[] = {
    [CURVE_NONE] = { "", "" },
    [CURVE_P192] = { "P-192", "p192" },
    [CURVE_P224] = { "P-224", "p224" },
    [CURVE_P256] = { "P-256", "p256" },
    [CURVE_P384] = { "P-384", "p384" },
    [CURVE_P521] = { "P-521", "p521" },
    [CURVE_SECP256K1] = { "secp256k1", "secp256k1" },
    [CURVE_BRAINPOOLP256R1] = { "brainpoolP256r1", "brainpoolp256r1" },
    [CURVE_BRAINPOOLP384R1] = { "brainpoolP384r1", "brainpoolp384r1" },
    [CURVE_BRAINPOOLP512R1] = { "brainpoolP512r1", "brainpoolp512r1" },
    [CURVE_BRAINPOOLP160R1] = { "brainpoolP160r1", "brainpoolp160r1" },
    [CURVE_BRAINPOOLP160T1] = { "brainpoolP160t1", "brainpoolp160t1" },
    [CURVE_BRAINPOOLP192R1] = { "brainpoolP192r1", "brainpoolp192r1" },
    [CURVE_BRAINPOOLP192T1] = { "brainpoolP192t1", "brainpoolp192t1" },
    [CURVE_BRAINPOOLP224R1] = { "brainpoolP224r1", "brainpoolp224r1" },
    [CURVE_BRAINPOOLP224T1] = { "brainpoolP224t1", "brainpoolp224t1" },
    [CURVE_BRAINPOOLP256T1] = { "brainpoolP256t1", "brainpoolp256t1" },
    [CURVE_BRAINPOOLP320R1] = { "brainpoolP320r1", "brainpoolp320r1" },
    [CURVE_BRAINPOOLP320T1] = { "brainpoolP320t1", "brainpoolp320t1" },
    [CURVE_BRAINPOOLP384T1] = { "brainpoolP384t1", "brainpoolp384t1" },
    [CURVE_BRAINPOOLP512T1] = { "brainpoolP512t1", "brainpoolp512t1" },
    [CURVE_SECP160K1] = { "secp160k1", "secp160k1" },
    [CURVE_SECP160R1] = { "secp160r1", "secp160r1" },
    [CURVE_SECP160R2] = { "secp160r2", "secp160r2" },
    [CURVE_SECP192K1] = { "secp192k1", "secp192k1" },
    [CURVE_SECP224K1] = { "secp224k1", "secp224k1" },
    [CURVE_PRIME192V2] = { "prime192v2", "prime192v2" },
    [CURVE_PRIME192V3] = { "prime192v3", "prime192v3" },
    [CURVE_PRIME239V1] = { "prime239v1", "prime239v1" },
    [CURVE_PRIME239V2] = { "prime239v2", "prime239v2" },
    [CURVE_PRIME239V3] = { "prime239v3", "prime239v3" },
    [CURVE_SM2] = { "SM2", "sm2" },
    [CURVE_SECT163K1] = { "sect163k1", "sect163k1" },
    [CURVE_SECT163R2] = { "sect163r2", "sect163r2" },
    [CURVE_SECT233K1] = { "sect233k1", "sect233k1" },
    [CURVE_SECT233R1] = { "sect233r1", "sect233r1" },
    [CURVE_SECT283K1] = { "sect283k1", "sect283k1" },
    [CURVE_SECT283R1] = { "sect283r1", "sect283r1" },
    [CURVE_SECT409K1] = { "sect409k1", "sect409k1" },
    [CURVE_SECT409R1] = { "sect409r1", "sect409r1" },
    [CURVE_SECT571K1] = { "sect571k1", "sect571k1" },
    [CURVE_SECT571R1] = { "sect571r1", "sect571r1" },
};

#define CURVES (sizeof(curves) / sizeof(curves[0]))

const char *curve_name(enum curve curve)
{
    return (size_t)curve < CURVES ? curves[curve].name : "";
}

bool public_identity_equal(const struct public_identity *one, const struct public_identity *other)
{
    return one->algorithm == other->algorithm && one->curve == other->curve &&
           memcmp(one->digest, other->digest, SHA256_LENGTH) == 0;
}

void public_identity_text(const struct public_identity *identity, char text[KEY_IDENTITY_TEXT])
{
    const char *algorithm = key_algorithm_name(identity->algorithm);
    const char *curve = (size_t)identity->curve < CURVES ? curves[identity->curve].in_text : "";
    int used =
        snprintf(text, KEY_IDENTITY_TEXT, "%s-%s%s", algorithm, curve, curve[0] != '\0' ? "-" : "");
    hex_text_write(bytes_over(identity->digest, SHA256_LENGTH), text + used);
}
