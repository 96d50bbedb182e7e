#define OPENSSL_SUPPRESS_DEPRECATED /* EC_POINTs_make_affine: one inversion for all points */

#include "crypto/scalar_search.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "crypto/curve.h"

#define HALF_MAX   (SCALAR_UNKNOWN_BITS_MAX / 2)
#define POINTS_MAX ((size_t)1 << HALF_MAX)

/* A point by eight octets of its x, and which sum it is. */
struct step {
    uint64_t x;
    size_t sum;
};

struct search {
    enum curve curve;
    const EC_GROUP *group;
    BN_CTX *scratch;
    size_t bits[SCALAR_UNKNOWN_BITS_MAX]; /* places in the scalar, from its low end */
    size_t count;
    BIGNUM *scalar; /* unknown bits are zero */
    EC_POINT *target, *sought;
    EC_POINT *points[POINTS_MAX];
    struct step steps[POINTS_MAX];
};

static bool list_bits(struct search *search, struct bytes unknown)
{
    for (size_t i = 0; i < 8 * unknown.left; i++) {
        const unsigned octet = unknown.at[unknown.left - 1 - i / 8];
        if ((octet >> i % 8 & 1u) == 0) {
            continue;
        }
        if (search->count == SCALAR_UNKNOWN_BITS_MAX) {
            return false;
        }
        search->bits[search->count++] = i;
    }
    return search->count > 0;
}

static bool read_numbers(struct search *search, struct bytes scalar, struct bytes point)
{
    search->scratch = BN_CTX_new();
    search->scalar = BN_bin2bn(scalar.at, (int)scalar.left, NULL);
    search->target = EC_POINT_new(search->group);
    search->sought = EC_POINT_new(search->group);
    if (search->scratch == NULL || search->scalar == NULL || search->target == NULL ||
        search->sought == NULL ||
        EC_POINT_oct2point(search->group, search->sought, point.at, point.left, NULL) != 1) {
        return false;
    }
    for (size_t i = 0; i < search->count; i++) {
        if (BN_is_bit_set(search->scalar, (int)search->bits[i]) &&
            BN_clear_bit(search->scalar, (int)search->bits[i]) != 1) {
            return false;
        }
    }
    for (size_t i = 0; i < POINTS_MAX; i++) {
        search->points[i] = EC_POINT_new(search->group);
        if (search->points[i] == NULL) {
            return false;
        }
    }
    return EC_POINT_mul(search->group, search->target, search->scalar, NULL, NULL,
                        search->scratch) == 1 &&
           EC_POINT_invert(search->group, search->target, search->scratch) == 1 &&
           EC_POINT_add(search->group, search->target, search->sought, search->target,
                        search->scratch) == 1;
}

/* points[s] = `from` + (or -) the sum over the bits of s of 2^bit G, bits from `first` on. */
static bool make_sums(struct search *search, size_t first, size_t count, const EC_POINT *from,
                      bool minus)
{
    EC_POINT *one = EC_POINT_new(search->group);
    BIGNUM *power = BN_new();
    bool made = one != NULL && power != NULL &&
                (from != NULL ? EC_POINT_copy(search->points[0], from)
                              : EC_POINT_set_to_infinity(search->group, search->points[0])) == 1;
    for (size_t i = 0; made && i < count; i++) {
        BN_zero(power);
        made = BN_set_bit(power, (int)search->bits[first + i]) == 1 &&
               EC_POINT_mul(search->group, one, power, NULL, NULL, search->scratch) == 1 &&
               (!minus || EC_POINT_invert(search->group, one, search->scratch) == 1);
        for (size_t s = (size_t)1 << i; made && s < (size_t)2 << i; s++) {
            made = EC_POINT_add(search->group, search->points[s],
                                search->points[s - ((size_t)1 << i)], one, search->scratch) == 1;
        }
    }
    EC_POINT_clear_free(one);
    BN_clear_free(power);
    return made && EC_POINTs_make_affine(search->group, (size_t)1 << count, search->points,
                                         search->scratch) == 1;
}

/* 0 for the point at infinity. */
static bool low_x(const struct search *search, const EC_POINT *point, BIGNUM *x, uint64_t *low)
{
    uint8_t octets[POINT_OCTETS_MAX];
    const int width = (int)curve_field_octets(search->curve);
    *low = 0;
    if (EC_POINT_is_at_infinity(search->group, point) == 1) {
        return true;
    }
    if (EC_POINT_get_affine_coordinates(search->group, point, x, NULL, search->scratch) != 1 ||
        BN_bn2binpad(x, octets, width) != width) {
        return false;
    }
    memcpy(low, octets + width - 8, sizeof(*low));
    return true;
}

static int in_order(const void *one, const void *other)
{
    const struct step *left = one, *right = other;
    return left->x < right->x ? -1 : left->x > right->x;
}

static bool note_steps(struct search *search, size_t count, BIGNUM *x)
{
    for (size_t s = 0; s < (size_t)1 << count; s++) {
        search->steps[s].sum = s;
        if (!low_x(search, search->points[s], x, &search->steps[s].x)) {
            return false;
        }
    }
    qsort(search->steps, (size_t)1 << count, sizeof(search->steps[0]), in_order);
    return true;
}

static bool set_bits(struct search *search, size_t first, size_t count, size_t sum)
{
    for (size_t i = 0; i < count; i++) {
        const int bit = (int)search->bits[first + i];
        if ((sum >> i & 1u) != 0
                ? BN_set_bit(search->scalar, bit) != 1
                : BN_is_bit_set(search->scalar, bit) && BN_clear_bit(search->scalar, bit) != 1) {
            return false;
        }
    }
    return true;
}

/* Is the scalar, with these sums, the one? */
static bool makes_point(struct search *search, size_t low, size_t baby, size_t giant)
{
    return set_bits(search, 0, low, baby) && set_bits(search, low, search->count - low, giant) &&
           EC_POINT_mul(search->group, search->target, search->scalar, NULL, NULL,
                        search->scratch) == 1 &&
           EC_POINT_cmp(search->group, search->target, search->sought, search->scratch) == 0;
}

static bool meet(struct search *search, size_t low, BIGNUM *x)
{
    const size_t babies = (size_t)1 << low, giants = (size_t)1 << (search->count - low);
    if (!make_sums(search, 0, low, NULL, false) || !note_steps(search, low, x) ||
        !make_sums(search, low, search->count - low, search->target, true)) {
        return false;
    }
    for (size_t giant = 0; giant < giants; giant++) {
        struct step key = { 0 };
        if (!low_x(search, search->points[giant], x, &key.x)) {
            return false;
        }
        const struct step *hit = bsearch(&key, search->steps, babies, sizeof(key), in_order);
        if (hit != NULL && makes_point(search, low, hit->sum, giant)) {
            return true;
        }
    }
    return false;
}

static void clear(struct search *search)
{
    for (size_t i = 0; i < POINTS_MAX; i++) {
        EC_POINT_clear_free(search->points[i]);
    }
    EC_POINT_clear_free(search->target);
    EC_POINT_clear_free(search->sought);
    BN_clear_free(search->scalar);
    BN_CTX_free(search->scratch);
    memory_wipe(search, sizeof(*search));
    free(search);
}

bool scalar_search(enum curve curve, struct bytes scalar, struct bytes unknown, struct bytes point,
                   struct buffer *found)
{
    struct search *search = calloc(1, sizeof(*search));
    if (search == NULL) {
        return false;
    }
    search->curve = curve;
    search->group = curve_group(curve);
    BIGNUM *x = BN_new();
    const size_t width = scalar.left;
    bool held = x != NULL && search->group != NULL && scalar.left == unknown.left &&
                point.left > 1 && list_bits(search, unknown) &&
                read_numbers(search, scalar, point) && meet(search, search->count / 2, x) &&
                buffer_reserve(found, width) &&
                BN_bn2binpad(search->scalar, found->at, (int)width) == (int)width;
    if (held) {
        found->used = width;
    }
    BN_clear_free(x);
    clear(search);
    return held;
}
