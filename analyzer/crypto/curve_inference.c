#include "crypto/curve_inference.h"

#include "crypto/curve.h"

/* The likeliest first. */
static const enum curve in_order[] = {
    CURVE_P256,
    CURVE_P384,
    CURVE_P521,
    CURVE_P224,
    CURVE_P192,
    CURVE_SECP256K1,
    CURVE_BRAINPOOLP256R1,
    CURVE_BRAINPOOLP384R1,
    CURVE_BRAINPOOLP512R1,
    CURVE_SM2,
    CURVE_BRAINPOOLP320R1,
    CURVE_BRAINPOOLP224R1,
    CURVE_BRAINPOOLP192R1,
    CURVE_BRAINPOOLP160R1,
    CURVE_SECP224K1,
    CURVE_SECP192K1,
    CURVE_SECP160R1,
    CURVE_SECP160K1,
    CURVE_SECP160R2,
    CURVE_BRAINPOOLP256T1,
    CURVE_BRAINPOOLP384T1,
    CURVE_BRAINPOOLP512T1,
    CURVE_BRAINPOOLP320T1,
    CURVE_BRAINPOOLP224T1,
    CURVE_BRAINPOOLP192T1,
    CURVE_BRAINPOOLP160T1,
    CURVE_PRIME239V1,
    CURVE_SECT571R1,
    CURVE_SECT571K1,
    CURVE_SECT409R1,
    CURVE_SECT409K1,
    CURVE_SECT283R1,
    CURVE_SECT283K1,
    CURVE_SECT233R1,
    CURVE_SECT233K1,
    CURVE_SECT163R2,
    CURVE_SECT163K1,
};

#define CURVES (sizeof(in_order) / sizeof(in_order[0]))

static size_t width_of(struct bytes scalar, struct bytes point)
{
    if (point.left <= 1) {
        return scalar.left;
    }
    return (point.at[0] & 0xfe) == 2 ? point.left - 1 : (point.left - 1) / 2;
}

/* d G, uncompressed. 0 where there is none. */
static size_t make_point(enum curve curve, struct bytes scalar, uint8_t made[POINT_OCTETS_MAX])
{
    const EC_GROUP *group = curve_group(curve);
    BIGNUM *d = BN_bin2bn(scalar.at, (int)scalar.left, NULL);
    EC_POINT *product = group != NULL ? EC_POINT_new(group) : NULL;
    size_t length = 0;
    if (d != NULL && product != NULL && EC_POINT_mul(group, product, d, NULL, NULL, NULL) == 1) {
        length = EC_POINT_point2oct(group, product, POINT_CONVERSION_UNCOMPRESSED, made,
                                    POINT_OCTETS_MAX, NULL);
    }
    BN_clear_free(d);
    EC_POINT_free(product);
    return length;
}

/* Is d G this point? */
static bool makes_point(enum curve curve, struct bytes scalar, const uint8_t *spread, size_t length)
{
    uint8_t made[POINT_OCTETS_MAX];
    return make_point(curve, scalar, made) == length &&
           bytes_equal(bytes_over(made, length), bytes_over(spread, length));
}

bool curve_fits_front(enum curve curve, struct bytes scalar, struct bytes front)
{
    uint8_t made[POINT_OCTETS_MAX];
    struct bytes form;
    return front.left > CURVE_FRONT_OCTETS && bytes_take(&front, 1, &form) &&
           make_point(curve, scalar, made) > CURVE_FRONT_OCTETS &&
           bytes_equal(bytes_over(made + 1, CURVE_FRONT_OCTETS),
                       bytes_over(front.at, CURVE_FRONT_OCTETS));
}

enum curve curve_infer(struct bytes scalar, struct bytes point)
{
    const size_t width = width_of(scalar, point);
    enum curve fits = CURVE_NONE;
    for (size_t i = 0; i < CURVES; i++) {
        uint8_t spread[POINT_OCTETS_MAX];
        size_t length;
        const size_t octets =
            point.left > 0 ? curve_field_octets(in_order[i]) : curve_order_octets(in_order[i]);
        if (octets != width || scalar.left > curve_order_octets(in_order[i]) ||
            curve_group(in_order[i]) == NULL) {
            continue;
        }
        if (point.left == 0) {
            return in_order[i];
        }
        if (!curve_point_spread(in_order[i], point, spread, &length)) {
            continue;
        }
        if (makes_point(in_order[i], scalar, spread, length)) {
            return in_order[i];
        }
        fits = fits == CURVE_NONE ? in_order[i] : fits;
    }
    return fits;
}
