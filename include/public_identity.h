#ifndef PUBLIC_IDENTITY_H
#define PUBLIC_IDENTITY_H

#include "bytes.h"

/* Which public key it is, made from its numbers and never from an encoding,
 * so that all encodings of one key have one identity. */

enum key_algorithm {
    KEY_ALGORITHM_NONE,
    KEY_RSA, /* rsaEncryption and RSASSA-PSS alike: the modulus is the key */
    KEY_EC,
    KEY_DSA,
    KEY_ED25519,
    KEY_ED448,
    KEY_X25519,
    KEY_X448,
    KEY_DH,
    KEY_OTHER /* an algorithm known by its OID alone */
};

/* Values are stable: they stand in the case file. */
enum curve {
    CURVE_NONE,
    CURVE_P192 = 1,
    CURVE_P224 = 2,
    CURVE_P256 = 3,
    CURVE_P384 = 4,
    CURVE_P521 = 5,
    CURVE_SECP256K1 = 6,
    CURVE_BRAINPOOLP256R1 = 7,
    CURVE_BRAINPOOLP384R1 = 8,
    CURVE_BRAINPOOLP512R1 = 9,
    CURVE_BRAINPOOLP160R1 = 10,
    CURVE_BRAINPOOLP160T1 = 11,
    CURVE_BRAINPOOLP192R1 = 12,
    CURVE_BRAINPOOLP192T1 = 13,
    CURVE_BRAINPOOLP224R1 = 14,
    CURVE_BRAINPOOLP224T1 = 15,
    CURVE_BRAINPOOLP256T1 = 16,
    CURVE_BRAINPOOLP320R1 = 17,
    CURVE_BRAINPOOLP320T1 = 18,
    CURVE_BRAINPOOLP384T1 = 19,
    CURVE_BRAINPOOLP512T1 = 20,
    CURVE_SECP160K1 = 21,
    CURVE_SECP160R1 = 22,
    CURVE_SECP160R2 = 23,
    CURVE_SECP192K1 = 24,
    CURVE_SECP224K1 = 25,
    CURVE_PRIME192V2 = 26,
    CURVE_PRIME192V3 = 27,
    CURVE_PRIME239V1 = 28,
    CURVE_PRIME239V2 = 29,
    CURVE_PRIME239V3 = 30,
    CURVE_SM2 = 31,
    CURVE_SECT163K1 = 32,
    CURVE_SECT163R2 = 33,
    CURVE_SECT233K1 = 34,
    CURVE_SECT233R1 = 35,
    CURVE_SECT283K1 = 36,
    CURVE_SECT283R1 = 37,
    CURVE_SECT409K1 = 38,
    CURVE_SECT409R1 = 39,
    CURVE_SECT571K1 = 40,
    CURVE_SECT571R1 = 41,
    CURVE_LAST = CURVE_SECT571R1
};

#define SHA256_LENGTH 32

struct public_identity {
    enum key_algorithm algorithm;
    enum curve curve;              /* for KEY_EC */
    uint16_t bits;                 /* of the modulus, the field or the curve */
    uint8_t digest[SHA256_LENGTH]; /* SHA-256 over the numbers: RSA n; EC x, y; DSA/DH p, g, y; else
                                      raw */
    uint8_t spki_sha256[SHA256_LENGTH]; /* of the canonical SubjectPublicKeyInfo */
    uint64_t probe;                     /* 8 bytes of the number itself, for tables */
};

/* The same key: their texts are the same. */
bool public_identity_equal(const struct public_identity *one, const struct public_identity *other);

/* "rsa-" or "ec-p256-" or "ed25519-" ... and 64 lower-case hex digits: safe as
 * a file name, and the name under which everything is joined. */
#define KEY_IDENTITY_TEXT 96
void public_identity_text(const struct public_identity *identity, char text[KEY_IDENTITY_TEXT]);

/* "rsa", "ec", ...; "P-256", ... Static. "" for none. */
const char *key_algorithm_name(enum key_algorithm algorithm);
const char *curve_name(enum curve curve);

#endif
