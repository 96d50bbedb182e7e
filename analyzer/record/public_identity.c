#include "public_identity.h"

#include <stdio.h>

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
};

#define CURVES (sizeof(curves) / sizeof(curves[0]))

const char *curve_name(enum curve curve)
{
    return (size_t)curve < CURVES ? curves[curve].name : "";
}

void public_identity_text(const struct public_identity *identity, char text[KEY_IDENTITY_TEXT])
{
    const char *algorithm = key_algorithm_name(identity->algorithm);
    const char *curve = (size_t)identity->curve < CURVES ? curves[identity->curve].in_text : "";
    int used =
        snprintf(text, KEY_IDENTITY_TEXT, "%s-%s%s", algorithm, curve, curve[0] != '\0' ? "-" : "");
    hex_text_write(bytes_over(identity->digest, SHA256_LENGTH), text + used);
}
