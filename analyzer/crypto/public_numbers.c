#include "crypto/public_numbers.h"

#include <string.h>

#include "buffer.h"
#include "crypto/curve.h"
#include "crypto/sha256.h"

static uint64_t low_bits(struct bytes magnitude)
{
    uint64_t low = 0;
    const size_t from = magnitude.left > 8 ? magnitude.left - 8 : 0;
    for (size_t i = from; i < magnitude.left; i++) {
        low = low << 8 | magnitude.at[i];
    }
    return low;
}

static uint64_t first_octets(struct bytes raw)
{
    uint64_t first = 0;
    for (size_t i = 0; i < 8; i++) {
        first = first << 8 | (i < raw.left ? raw.at[i] : 0u);
    }
    return first;
}

/* x stands behind the first octet, whatever the encoding of the point. */
static struct bytes point_x(enum curve curve, struct bytes point)
{
    const size_t width = curve_field_octets(curve);
    return point.left > width ? bytes_over(point.at + 1, width) : bytes_over(NULL, 0);
}

uint64_t public_numbers_probe(const struct public_numbers *numbers)
{
    switch (numbers->algorithm) {
    case KEY_RSA:
        return low_bits(numbers->n);
    case KEY_EC:
        return low_bits(point_x(numbers->curve, numbers->point));
    case KEY_DSA:
    case KEY_DH:
        return low_bits(numbers->y);
    case KEY_ED25519:
    case KEY_ED448:
    case KEY_X25519:
    case KEY_X448:
    case KEY_OTHER:
    case KEY_ALGORITHM_NONE:
        break;
    }
    return first_octets(numbers->raw);
}

static uint16_t bits_of(struct bytes magnitude)
{
    if (magnitude.left == 0) {
        return 0;
    }
    size_t bits = 8 * (magnitude.left - 1);
    for (unsigned top = magnitude.at[0]; top != 0; top >>= 1) {
        bits++;
    }
    return bits > UINT16_MAX ? UINT16_MAX : (uint16_t)bits;
}

static bool add_padded(struct buffer *all, struct bytes magnitude, size_t width)
{
    for (size_t i = magnitude.left; i < width; i++) {
        if (!buffer_append_byte(all, 0)) {
            return false;
        }
    }
    return buffer_append(all, magnitude);
}

/* g and y are written as wide as p, so that no two keys run together. */
static enum outcome discrete_digest(const struct public_numbers *numbers,
                                    struct public_identity *identity)
{
    const size_t width = numbers->p.left;
    if (width == 0 || numbers->g.left == 0 || numbers->y.left == 0 || numbers->g.left > width ||
        numbers->y.left > width || (numbers->algorithm == KEY_DSA && numbers->q.left == 0)) {
        return OUTCOME_MALFORMED;
    }
    struct buffer all = { 0 };
    enum outcome outcome = OUTCOME_NO_MEMORY;
    if (buffer_append(&all, numbers->p) && add_padded(&all, numbers->g, width) &&
        add_padded(&all, numbers->y, width)) {
        sha256_of(buffer_bytes(&all), identity->digest);
        outcome = OUTCOME_OK;
    }
    buffer_clear(&all);
    return outcome;
}

size_t public_numbers_raw_octets(enum key_algorithm algorithm)
{
    switch (algorithm) {
    case KEY_ED25519:
    case KEY_X25519:
        return 32;
    case KEY_ED448:
        return 57;
    case KEY_X448:
        return 56;
    case KEY_ALGORITHM_NONE:
    case KEY_RSA:
    case KEY_EC:
    case KEY_DSA:
    case KEY_DH:
    case KEY_OTHER:
        break;
    }
    return 0;
}

static enum outcome raw_digest(const struct public_numbers *numbers,
                               struct public_identity *identity)
{
    const size_t width = public_numbers_raw_octets(numbers->algorithm);
    if (numbers->raw.left == 0 || (width != 0 && numbers->raw.left != width) ||
        (numbers->algorithm == KEY_OTHER && numbers->oid.left == 0)) {
        return OUTCOME_MALFORMED;
    }
    sha256_of(numbers->raw, identity->digest);
    return OUTCOME_OK;
}

static enum outcome number_digest(const struct public_numbers *numbers,
                                  struct public_identity *identity)
{
    switch (numbers->algorithm) {
    case KEY_RSA:
        if (numbers->n.left == 0 || numbers->e.left == 0) {
            return OUTCOME_MALFORMED;
        }
        identity->bits = bits_of(numbers->n);
        sha256_of(numbers->n, identity->digest);
        return OUTCOME_OK;
    case KEY_EC:
        identity->curve = numbers->curve;
        identity->bits = curve_bits(numbers->curve);
        sha256_of(bytes_over(numbers->point.at + 1, numbers->point.left - 1), identity->digest);
        return OUTCOME_OK;
    case KEY_DSA:
    case KEY_DH:
        identity->bits = bits_of(numbers->p);
        return discrete_digest(numbers, identity);
    case KEY_ED25519:
    case KEY_ED448:
    case KEY_X25519:
    case KEY_X448:
    case KEY_OTHER:
        identity->bits = (uint16_t)(8 * public_numbers_raw_octets(numbers->algorithm));
        return raw_digest(numbers, identity);
    case KEY_ALGORITHM_NONE:
        break;
    }
    return OUTCOME_MALFORMED;
}

static enum outcome finish_identity(const struct public_numbers *numbers,
                                    struct public_identity *identity)
{
    struct buffer spki = { 0 };
    enum outcome outcome = OUTCOME_NO_MEMORY;
    if (spki_write(numbers, &spki)) {
        sha256_of(buffer_bytes(&spki), identity->spki_sha256);
        identity->probe = public_numbers_probe(numbers);
        outcome = OUTCOME_OK;
    }
    buffer_clear(&spki);
    return outcome;
}

enum outcome public_identity_of(const struct public_numbers *numbers,
                                struct public_identity *identity)
{
    struct public_numbers plain = *numbers; /* numbers without zeros, a spread point */
    plain.n = bytes_without_zeros(plain.n);
    plain.e = bytes_without_zeros(plain.e);
    plain.p = bytes_without_zeros(plain.p);
    plain.q = bytes_without_zeros(plain.q);
    plain.g = bytes_without_zeros(plain.g);
    plain.y = bytes_without_zeros(plain.y);
    uint8_t spread[POINT_OCTETS_MAX];
    if (plain.algorithm == KEY_EC) {
        size_t length;
        if (plain.curve == CURVE_NONE ||
            !curve_point_spread(plain.curve, plain.point, spread, &length)) {
            return OUTCOME_MALFORMED;
        }
        plain.point = bytes_over(spread, length);
    }
    struct public_identity made;
    memset(&made, 0, sizeof(made)); /* padding too: identities are compared and stored as bytes */
    made.algorithm = plain.algorithm;
    enum outcome outcome = number_digest(&plain, &made);
    if (outcome == OUTCOME_OK) {
        outcome = finish_identity(&plain, &made);
    }
    if (outcome == OUTCOME_OK) {
        *identity = made;
    }
    return outcome;
}
