#include "crypto/scalar_search.h"

#include <string.h>

#include <openssl/ec.h>

#include "bounds.h"
#include "crypto/curve.h"
#include "suite.h"

/* Scalar 0x0123...: its point by OpenSSL, then some of its bits are forgotten. */
static size_t make(enum curve curve, uint8_t scalar[72], uint8_t point[POINT_OCTETS_MAX],
                   size_t *length)
{
    const size_t width = curve_order_octets(curve);
    for (size_t i = 0; i < width; i++) {
        scalar[i] = (uint8_t)(i == 0 ? 0 : 0x23 + 7 * i);
    }
    BIGNUM *number = BN_bin2bn(scalar, (int)width, NULL);
    EC_POINT *product = EC_POINT_new(curve_group(curve));
    ck_assert_int_eq(EC_POINT_mul(curve_group(curve), product, number, NULL, NULL, NULL), 1);
    *length = EC_POINT_point2oct(curve_group(curve), product, POINT_CONVERSION_COMPRESSED, point,
                                 POINT_OCTETS_MAX, NULL);
    BN_free(number);
    EC_POINT_free(product);
    return width;
}

static void forget(uint8_t *scalar, uint8_t *unknown, size_t from, size_t bits)
{
    for (size_t bit = from; bit < from + bits; bit++) {
        unknown[bit / 8] |= (uint8_t)(0x80u >> bit % 8);
        scalar[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
    }
}

/* Where the bits are that are forgotten; all in one place, or in two. */
static const struct {
    enum curve curve;
    size_t from, bits, also, more;
    bool found;
} rows[] = {
    { CURVE_P256, 100, 18, 0, 0, true },     { CURVE_P256, 0, 6, 0, 0, true },
    { CURVE_P256, 8, 18, 0, 0, true },       { CURVE_P256, 250, 6, 20, 12, true },
    { CURVE_P256, 100, 1, 0, 0, true },      { CURVE_P256, 100, 19, 0, 0, false },
    { CURVE_P256, 100, 0, 0, 0, false },     { CURVE_P384, 30, 12, 200, 6, true },
    { CURVE_P521, 300, 18, 0, 0, true },     { CURVE_BRAINPOOLP256R1, 77, 18, 0, 0, true },
    { CURVE_SECT283K1, 77, 12, 0, 0, true },
};

START_TEST(bits_are_found)
{
    uint8_t scalar[72], whole[72], unknown[72] = { 0 }, point[POINT_OCTETS_MAX];
    size_t length, width = make(rows[_i].curve, scalar, point, &length);
    memcpy(whole, scalar, width);
    forget(scalar, unknown, rows[_i].from, rows[_i].bits);
    forget(scalar, unknown, rows[_i].also, rows[_i].more);
    uint8_t *exact = exact_copy(scalar, width), *mask = exact_copy(unknown, width);
    struct buffer found = { 0 };
    ck_assert(scalar_search(rows[_i].curve, bytes_over(exact, width), bytes_over(mask, width),
                            bytes_over(point, length), &found) == rows[_i].found);
    if (rows[_i].found) {
        ck_assert_uint_eq(found.used, width);
        ck_assert_mem_eq(found.at, whole, width);
    } else {
        ck_assert_uint_eq(found.used, 0);
    }
    /* Another's point is never made. */
    buffer_reset(&found);
    point[0] ^= 1;
    ck_assert(!scalar_search(rows[_i].curve, bytes_over(exact, width), bytes_over(mask, width),
                             bytes_over(point, length), &found));
    ck_assert(!scalar_search(rows[_i].curve, bytes_over(exact, width), bytes_over(mask, width),
                             bytes_over(point, 1), &found));
    buffer_clear(&found);
    free(exact);
    free(mask);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("scalar_search");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, bits_are_found, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    return suite_run("scalar_search", tests);
}
