#include "crypto/curve.h"

#include <assert.h>
#include <string.h>

#include <openssl/obj_mac.h>

#include "bytes/der.h"

#define FIELD_OCTETS_MAX 72 /* sect571r1 */
#define CURVES           (CURVE_LAST + 1)

static const struct {
    int nid;
    uint16_t bits;
    const char *oid; /* content octets */
    size_t oid_length;
    const char *ssh_name; /* RFC 5656 section 10.1; NULL where ssh has none */
    size_t order_octets;  /* where that is not what the field takes; else 0 */
} rows[CURVES] = {
    [CURVE_NONE] = { 0 },
    [CURVE_P192] = { NID_X9_62_prime192v1, 192, "\x2a\x86\x48\xce\x3d\x03\x01\x01", 8, NULL, 0 },
    [CURVE_P224] = { NID_secp224r1, 224, "\x2b\x81\x04\x00\x21", 5, NULL, 0 },
    [CURVE_P256] = { NID_X9_62_prime256v1, 256, "\x2a\x86\x48\xce\x3d\x03\x01\x07", 8, "nistp256",
                     0 },
    [CURVE_P384] = { NID_secp384r1, 384, "\x2b\x81\x04\x00\x22", 5, "nistp384", 0 },
    [CURVE_P521] = { NID_secp521r1, 521, "\x2b\x81\x04\x00\x23", 5, "nistp521", 0 },
    [CURVE_SECP256K1] = { NID_secp256k1, 256, "\x2b\x81\x04\x00\x0a", 5, NULL, 0 },
    [CURVE_BRAINPOOLP256R1] = { NID_brainpoolP256r1, 256, "\x2b\x24\x03\x03\x02\x08\x01\x01\x07", 9,
                                NULL, 0 },
    [CURVE_BRAINPOOLP384R1] = { NID_brainpoolP384r1, 384, "\x2b\x24\x03\x03\x02\x08\x01\x01\x0b", 9,
                                NULL, 0 },
    [CURVE_BRAINPOOLP512R1] = { NID_brainpoolP512r1, 512, "\x2b\x24\x03\x03\x02\x08\x01\x01\x0d", 9,
                                NULL, 0 },
    [CURVE_BRAINPOOLP160R1] = { NID_brainpoolP160r1, 160, "\x2b\x24\x03\x03\x02\x08\x01\x01\x01", 9,
                                NULL, 0 },
    [CURVE_BRAINPOOLP160T1] = { NID_brainpoolP160t1, 160, "\x2b\x24\x03\x03\x02\x08\x01\x01\x02", 9,
                                NULL, 0 },
    [CURVE_BRAINPOOLP192R1] = { NID_brainpoolP192r1, 192, "\x2b\x24\x03\x03\x02\x08\x01\x01\x03", 9,
                                NULL, 0 },
    [CURVE_BRAINPOOLP192T1] = { NID_brainpoolP192t1, 192, "\x2b\x24\x03\x03\x02\x08\x01\x01\x04", 9,
                                NULL, 0 },
    [CURVE_BRAINPOOLP224R1] = { NID_brainpoolP224r1, 224, "\x2b\x24\x03\x03\x02\x08\x01\x01\x05", 9,
                                NULL, 0 },
    [CURVE_BRAINPOOLP224T1] = { NID_brainpoolP224t1, 224, "\x2b\x24\x03\x03\x02\x08\x01\x01\x06", 9,
                                NULL, 0 },
    [CURVE_BRAINPOOLP256T1] = { NID_brainpoolP256t1, 256, "\x2b\x24\x03\x03\x02\x08\x01\x01\x08", 9,
                                NULL, 0 },
    [CURVE_BRAINPOOLP320R1] = { NID_brainpoolP320r1, 320, "\x2b\x24\x03\x03\x02\x08\x01\x01\x09", 9,
                                NULL, 0 },
    [CURVE_BRAINPOOLP320T1] = { NID_brainpoolP320t1, 320, "\x2b\x24\x03\x03\x02\x08\x01\x01\x0a", 9,
                                NULL, 0 },
    [CURVE_BRAINPOOLP384T1] = { NID_brainpoolP384t1, 384, "\x2b\x24\x03\x03\x02\x08\x01\x01\x0c", 9,
                                NULL, 0 },
    [CURVE_BRAINPOOLP512T1] = { NID_brainpoolP512t1, 512, "\x2b\x24\x03\x03\x02\x08\x01\x01\x0e", 9,
                                NULL, 0 },
    [CURVE_SECP160K1] = { NID_secp160k1, 160, "\x2b\x81\x04\x00\x09", 5, NULL, 21 },
    [CURVE_SECP160R1] = { NID_secp160r1, 160, "\x2b\x81\x04\x00\x08", 5, NULL, 21 },
    [CURVE_SECP160R2] = { NID_secp160r2, 160, "\x2b\x81\x04\x00\x1e", 5, NULL, 21 },
    [CURVE_SECP192K1] = { NID_secp192k1, 192, "\x2b\x81\x04\x00\x1f", 5, NULL, 0 },
    [CURVE_SECP224K1] = { NID_secp224k1, 224, "\x2b\x81\x04\x00\x20", 5, NULL, 29 },
    [CURVE_PRIME192V2] = { NID_X9_62_prime192v2, 192, "\x2a\x86\x48\xce\x3d\x03\x01\x02", 8, NULL,
                           0 },
    [CURVE_PRIME192V3] = { NID_X9_62_prime192v3, 192, "\x2a\x86\x48\xce\x3d\x03\x01\x03", 8, NULL,
                           0 },
    [CURVE_PRIME239V1] = { NID_X9_62_prime239v1, 239, "\x2a\x86\x48\xce\x3d\x03\x01\x04", 8, NULL,
                           0 },
    [CURVE_PRIME239V2] = { NID_X9_62_prime239v2, 239, "\x2a\x86\x48\xce\x3d\x03\x01\x05", 8, NULL,
                           0 },
    [CURVE_PRIME239V3] = { NID_X9_62_prime239v3, 239, "\x2a\x86\x48\xce\x3d\x03\x01\x06", 8, NULL,
                           0 },
    [CURVE_SM2] = { NID_sm2, 256, "\x2a\x81\x1c\xcf\x55\x01\x82\x2d", 8, NULL, 0 },
    [CURVE_SECT163K1] = { NID_sect163k1, 163, "\x2b\x81\x04\x00\x01", 5, NULL, 0 },
    [CURVE_SECT163R2] = { NID_sect163r2, 163, "\x2b\x81\x04\x00\x0f", 5, NULL, 0 },
    [CURVE_SECT233K1] = { NID_sect233k1, 233, "\x2b\x81\x04\x00\x1a", 5, NULL, 29 },
    [CURVE_SECT233R1] = { NID_sect233r1, 233, "\x2b\x81\x04\x00\x1b", 5, NULL, 0 },
    [CURVE_SECT283K1] = { NID_sect283k1, 283, "\x2b\x81\x04\x00\x10", 5, NULL, 0 },
    [CURVE_SECT283R1] = { NID_sect283r1, 283, "\x2b\x81\x04\x00\x11", 5, NULL, 0 },
    [CURVE_SECT409K1] = { NID_sect409k1, 409, "\x2b\x81\x04\x00\x24", 5, NULL, 51 },
    [CURVE_SECT409R1] = { NID_sect409r1, 409, "\x2b\x81\x04\x00\x25", 5, NULL, 0 },
    [CURVE_SECT571K1] = { NID_sect571k1, 571, "\x2b\x81\x04\x00\x26", 5, NULL, 0 },
    [CURVE_SECT571R1] = { NID_sect571r1, 571, "\x2b\x81\x04\x00\x27", 5, NULL, 0 },
};

/* prime-field, 1.2.840.10045.1.1 */
static const uint8_t prime_field[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x01, 0x01 };

/* The numbers of a curve, each as wide as its field (the order: as wide as itself). */
struct curve_numbers {
    bool made;
    uint8_t p[FIELD_OCTETS_MAX], a[FIELD_OCTETS_MAX], b[FIELD_OCTETS_MAX];
    uint8_t x[FIELD_OCTETS_MAX], y[FIELD_OCTETS_MAX];
    uint8_t order[FIELD_OCTETS_MAX];
};

static EC_GROUP *groups[CURVES];
static struct curve_numbers numbers_of[CURVES];

enum curve curve_of_oid(struct bytes oid)
{
    for (size_t i = 1; i < CURVES; i++) {
        if (bytes_equal(oid, curve_oid((enum curve)i))) {
            return curve_group((enum curve)i) != NULL ? (enum curve)i : CURVE_NONE;
        }
    }
    return CURVE_NONE;
}

struct bytes curve_oid(enum curve curve)
{
    return bytes_over(rows[curve].oid, rows[curve].oid_length);
}

enum curve curve_of_ssh_name(struct bytes name)
{
    for (size_t i = 1; i < CURVES; i++) {
        const char *own = rows[i].ssh_name;
        if (own != NULL && bytes_equal(name, bytes_over(own, strlen(own)))) {
            return (enum curve)i;
        }
    }
    return CURVE_NONE;
}

uint16_t curve_bits(enum curve curve)
{
    return rows[curve].bits;
}

size_t curve_field_octets(enum curve curve)
{
    return (rows[curve].bits + 7u) / 8;
}

size_t curve_order_octets(enum curve curve)
{
    return rows[curve].order_octets > 0 ? rows[curve].order_octets : curve_field_octets(curve);
}

const EC_GROUP *curve_group(enum curve curve)
{
    assert(curve > CURVE_NONE && curve < CURVES);
    if (groups[curve] == NULL) {
        groups[curve] = EC_GROUP_new_by_curve_name(rows[curve].nid);
    }
    return groups[curve];
}

static bool make_numbers(enum curve curve, struct curve_numbers *own)
{
    const EC_GROUP *group = curve_group(curve);
    const int width = (int)curve_field_octets(curve), order = (int)curve_order_octets(curve);
    BIGNUM *p = BN_new(), *a = BN_new(), *b = BN_new(), *x = BN_new(), *y = BN_new();
    own->made =
        group != NULL && p != NULL && a != NULL && b != NULL && x != NULL && y != NULL &&
        EC_GROUP_get_curve(group, p, a, b, NULL) == 1 &&
        EC_POINT_get_affine_coordinates(group, EC_GROUP_get0_generator(group), x, y, NULL) == 1 &&
        BN_bn2binpad(p, own->p, width) == width && BN_bn2binpad(a, own->a, width) == width &&
        BN_bn2binpad(b, own->b, width) == width && BN_bn2binpad(x, own->x, width) == width &&
        BN_bn2binpad(y, own->y, width) == width &&
        BN_bn2binpad(EC_GROUP_get0_order(group), own->order, order) == order;
    BN_free(p);
    BN_free(a);
    BN_free(b);
    BN_free(x);
    BN_free(y);
    return own->made;
}

/* Equal as numbers, whatever zeros stand in front. */
static bool same_number(struct bytes one, const uint8_t *other, size_t width)
{
    return bytes_equal(bytes_without_zeros(one), bytes_without_zeros(bytes_over(other, width)));
}

static bool same_generator(struct bytes point, const struct curve_numbers *own, size_t width)
{
    uint64_t shape;
    struct bytes x;
    if (!bytes_take_number(&point, 1, &shape) || !bytes_take(&point, width, &x) ||
        !same_number(x, own->x, width)) {
        return false;
    }
    const unsigned odd = own->y[width - 1] & 1u;
    if (shape == 2 || shape == 3) {
        return point.left == 0 && (shape & 1) == odd;
    }
    return (shape == 4 || shape == 6 + odd) && point.left == width &&
           same_number(point, own->y, width);
}

/* ECParameters ::= SEQUENCE { version, FieldID, Curve, base, order, cofactor OPTIONAL } */
static bool read_explicit(struct bytes fields, struct curve_equation *read)
{
    struct bytes version, field, oid, curve;
    return der_take_natural(&fields, DER_LENIENT, &version) == OUTCOME_OK &&
           der_take(&fields, DER_LENIENT, DER_SEQUENCE, &field) == OUTCOME_OK &&
           der_take(&field, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) == OUTCOME_OK &&
           bytes_equal(oid, bytes_over(prime_field, sizeof(prime_field))) &&
           der_take_natural(&field, DER_LENIENT, &read->p) == OUTCOME_OK &&
           der_take(&fields, DER_LENIENT, DER_SEQUENCE, &curve) == OUTCOME_OK &&
           der_take(&curve, DER_LENIENT, DER_OCTET_STRING, &read->a) == OUTCOME_OK &&
           der_take(&curve, DER_LENIENT, DER_OCTET_STRING, &read->b) == OUTCOME_OK &&
           der_take(&fields, DER_LENIENT, DER_OCTET_STRING, &read->generator) == OUTCOME_OK &&
           der_take_natural(&fields, DER_LENIENT, &read->order) == OUTCOME_OK;
}

static bool is_curve(enum curve curve, const struct curve_equation *read)
{
    struct curve_numbers *own = &numbers_of[curve];
    const size_t width = curve_field_octets(curve);
    return (own->made || make_numbers(curve, own)) && same_number(read->p, own->p, width) &&
           same_number(read->a, own->a, width) && same_number(read->b, own->b, width) &&
           same_number(read->order, own->order, curve_order_octets(curve)) &&
           same_generator(read->generator, own, width);
}

enum curve curve_of_equation(const struct curve_equation *equation)
{
    for (size_t i = 1; i < CURVES; i++) {
        if (is_curve((enum curve)i, equation)) {
            return (enum curve)i;
        }
    }
    return CURVE_NONE;
}

enum curve curve_of_parameters(struct bytes parameters)
{
    struct bytes inside;
    if (der_take(&parameters, DER_LENIENT, DER_OBJECT_IDENTIFIER, &inside) == OUTCOME_OK) {
        return curve_of_oid(inside);
    }
    struct curve_equation read;
    if (der_take(&parameters, DER_LENIENT, DER_SEQUENCE, &inside) != OUTCOME_OK ||
        !read_explicit(inside, &read)) {
        return CURVE_NONE;
    }
    return curve_of_equation(&read);
}

bool curve_prepare(void)
{
    for (size_t i = 1; i < CURVES; i++) {
        const bool known = curve_group((enum curve)i) != NULL || i <= CURVE_P521;
        if (known && !numbers_of[i].made && !make_numbers((enum curve)i, &numbers_of[i])) {
            return false;
        }
    }
    return true;
}

bool curve_point_spread(enum curve curve, struct bytes point, uint8_t spread[POINT_OCTETS_MAX],
                        size_t *length)
{
    const EC_GROUP *group = curve_group(curve);
    EC_POINT *read = group != NULL ? EC_POINT_new(group) : NULL;
    if (read == NULL) {
        return false;
    }
    size_t wide = 0;
    if (point.left > 1 && EC_POINT_oct2point(group, read, point.at, point.left, NULL) == 1) {
        wide = EC_POINT_point2oct(group, read, POINT_CONVERSION_UNCOMPRESSED, spread,
                                  POINT_OCTETS_MAX, NULL);
    }
    EC_POINT_free(read);
    if (wide <= 1) {
        return false;
    }
    *length = wide;
    return true;
}
