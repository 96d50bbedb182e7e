#include "certificates/jws_algorithm.h"

#include <string.h>

#include "crypto/curve.h"
#include "crypto/proof_of_compromise.h"

struct algorithm_row {
    const char *name;
    enum key_algorithm key;
    enum curve curve;
    const char *identifier; /* DER */
    size_t length;
    char pss_hash; /* last octet of the hash's OID; 0: no PSS */
};

#define RSA_OID   "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01"
#define ECDSA_OID "\x06\x08\x2a\x86\x48\xce\x3d\x04\x03"

static const struct algorithm_row rows[] = {
    { "RS256", KEY_RSA, CURVE_NONE, "\x30\x0d" RSA_OID "\x0b\x05\x00", 15, 0 },
    { "RS384", KEY_RSA, CURVE_NONE, "\x30\x0d" RSA_OID "\x0c\x05\x00", 15, 0 },
    { "RS512", KEY_RSA, CURVE_NONE, "\x30\x0d" RSA_OID "\x0d\x05\x00", 15, 0 },
    { "PS256", KEY_RSA, CURVE_NONE, NULL, 0, 1 },
    { "PS384", KEY_RSA, CURVE_NONE, NULL, 0, 2 },
    { "PS512", KEY_RSA, CURVE_NONE, NULL, 0, 3 },
    { "ES256", KEY_EC, CURVE_P256, "\x30\x0a" ECDSA_OID "\x02", 12, 0 },
    { "ES384", KEY_EC, CURVE_P384, "\x30\x0a" ECDSA_OID "\x03", 12, 0 },
    { "ES512", KEY_EC, CURVE_P521, "\x30\x0a" ECDSA_OID "\x04", 12, 0 },
    { "ES256K", KEY_EC, CURVE_SECP256K1, "\x30\x0a" ECDSA_OID "\x02", 12, 0 },
    { "EdDSA", KEY_ED25519, CURVE_NONE, "\x30\x05\x06\x03\x2b\x65\x70", 7, 0 },
    { "EdDSA", KEY_ED448, CURVE_NONE, "\x30\x05\x06\x03\x2b\x65\x71", 7, 0 },
};

/* RSASSA-PSS with one hash throughout, and a salt as long as it (RFC 7518 section 3.5). */
static void write_pss(char hash, struct jws_algorithm *algorithm)
{
    static const char form[] = "\x30\x3d" RSA_OID "\x0a\x30\x30\xa0\x0d\x30\x0b\x06\x09\x60\x86"
                               "\x48\x01\x65\x03\x04\x02\x01\xa1\x1a\x30\x18" RSA_OID
                               "\x08\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\xa2\x03"
                               "\x02\x01\x20";
    algorithm->length = sizeof(form) - 1;
    memcpy(algorithm->identifier, form, algorithm->length);
    algorithm->identifier[29] = algorithm->identifier[57] = (uint8_t)hash;
    algorithm->identifier[62] = (uint8_t)(16 + 16 * hash); /* 32, 48, 64 */
}

bool jws_algorithm_find(struct bytes name, const struct public_identity *identity,
                        struct jws_algorithm *algorithm)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct algorithm_row *row = &rows[i];
        if (row->key != identity->algorithm ||
            (row->key == KEY_EC && row->curve != identity->curve) ||
            !bytes_equal(name, bytes_over(row->name, strlen(row->name)))) {
            continue;
        }
        *algorithm = (struct jws_algorithm){ .length = row->length };
        if (row->pss_hash != 0) {
            write_pss(row->pss_hash, algorithm);
        } else {
            memcpy(algorithm->identifier, row->identifier, row->length);
        }
        algorithm->width = row->key == KEY_EC ? curve_order_octets(row->curve) : 0;
        return true;
    }
    return false;
}

bool jws_algorithm_signature(const struct jws_algorithm *algorithm, struct bytes given,
                             struct buffer *signature)
{
    if (algorithm->width == 0) {
        return given.left > 0 && buffer_append(signature, given);
    }
    struct bytes r;
    if (!bytes_take(&given, algorithm->width, &r) || given.left != algorithm->width) {
        return false;
    }
    r = bytes_without_zeros(r);
    const struct bytes s = bytes_without_zeros(given);
    return r.left > 0 && s.left > 0 && proof_signature_write(r, s, signature);
}

enum curve jws_curve(struct bytes name)
{
    static const struct {
        const char *name;
        enum curve curve;
    } curves[] = { { "P-256", CURVE_P256 },
                   { "P-384", CURVE_P384 },
                   { "P-521", CURVE_P521 },
                   { "secp256k1", CURVE_SECP256K1 } };
    for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
        if (bytes_equal(name, bytes_over(curves[i].name, strlen(curves[i].name)))) {
            return curves[i].curve;
        }
    }
    return CURVE_NONE;
}
