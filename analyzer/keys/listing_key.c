#include <string.h>

#include "bytes/listing_text.h"
#include "crypto/curve.h"
#include "crypto/curve_inference.h"
#include "keys/cut_scalar.h"
#include "keys/key_reader.h"

/* Octets of zero that programs leave out at the front of a scalar. */
#define SCALAR_ZEROS_MAX 2
/* On the smallest curve that was ever used, secp112r1. */
#define SCALAR_OCTETS_MIN 14

/* What a listing holds, by name. `octets` are as they are written, `numbers` without the
 * zeros at their front. */
struct listing {
    struct bytes octets[LISTING_NAMES], numbers[LISTING_NAMES];
    unsigned seen, halved; /* bits of names */
    enum listing_name last;
    enum curve curve;
    enum key_algorithm algorithm; /* where header or curve say so */
    bool unknown_curve;
};

static bool has(const struct listing *listing, enum listing_name name)
{
    return (listing->seen >> name & 1u) != 0;
}

static bool is_name(struct bytes name, const char *of)
{
    return bytes_equal(name, bytes_over(of, strlen(of)));
}

/* The names that openssl (its own and NIST's) and certtool give to curves. */
static enum curve curve_of_name(struct bytes name)
{
    static const struct {
        const char *name;
        enum curve curve;
    } rows[] = {
        { "prime256v1", CURVE_P256 }, { "SECP256R1", CURVE_P256 }, { "secp384r1", CURVE_P384 },
        { "SECP384R1", CURVE_P384 },  { "secp521r1", CURVE_P521 }, { "SECP521R1", CURVE_P521 },
        { "secp224r1", CURVE_P224 },  { "SECP224R1", CURVE_P224 }, { "prime192v1", CURVE_P192 },
        { "SECP192R1", CURVE_P192 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (is_name(name, rows[i].name)) {
            return rows[i].curve;
        }
    }
    for (enum curve curve = CURVE_NONE + 1; curve <= CURVE_LAST; curve++) {
        if (is_name(name, curve_name(curve))) {
            return curve;
        }
    }
    return CURVE_NONE;
}

static enum key_algorithm algorithm_of_name(struct bytes name)
{
    static const struct {
        const char *name;
        enum key_algorithm algorithm;
    } rows[] = {
        { "Ed25519", KEY_ED25519 },
        { "Ed448", KEY_ED448 },
        { "X25519", KEY_X25519 },
        { "X448", KEY_X448 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (is_name(name, rows[i].name)) {
            return rows[i].algorithm;
        }
    }
    return KEY_ALGORITHM_NONE;
}

static void note_curve(struct listing *listing, struct bytes name)
{
    const enum curve curve = curve_of_name(name);
    const enum key_algorithm algorithm = algorithm_of_name(name);
    listing->curve = curve != CURVE_NONE ? curve : listing->curve;
    listing->algorithm = algorithm != KEY_ALGORITHM_NONE ? algorithm : listing->algorithm;
    listing->unknown_curve =
        listing->curve == CURVE_NONE && listing->algorithm == KEY_ALGORITHM_NONE;
}

static void note_header(struct listing *listing, enum listing_name name)
{
    static const enum key_algorithm algorithms[] = {
        [LISTING_HEADER] = KEY_ALGORITHM_NONE,
        [LISTING_ED25519] = KEY_ED25519,
        [LISTING_ED448] = KEY_ED448,
        [LISTING_X25519] = KEY_X25519,
        [LISTING_X448] = KEY_X448,
    };
    listing->algorithm = algorithms[name];
}

/* False when there is no more room. */
static bool note_number(struct listing *listing, struct written_numbers *numbers,
                        const struct listing_item *item)
{
    struct buffer *memory = &numbers->octets;
    uint8_t *octets = memory->at + memory->used;
    size_t count = listing_number_octets(item->number, octets, memory->room - memory->used);
    memory->used += count;
    listing->octets[item->name] = bytes_over(octets, count);
    listing->numbers[item->name] = bytes_without_zeros(listing->octets[item->name]);
    return count > 0;
}

static bool read_items(struct bytes text, struct written_numbers *numbers, struct listing *listing)
{
    struct listing_item item;
    bool held = true;
    while (held && listing_text_take(&text, &item)) {
        listing->seen |= 1u << item.name;
        listing->last = item.name;
        if (item.name <= LISTING_X448) {
            note_header(listing, item.name);
        } else if (item.name == LISTING_CURVE) {
            note_curve(listing, item.word);
        } else if (item.number.left > 0) {
            held = note_number(listing, numbers, &item);
            listing->halved |= (item.halved ? 1u : 0u) << item.name;
        }
    }
    return held;
}

static enum outcome read_rsa(const struct listing *listing, struct private_key *key)
{
    const struct bytes *numbers = listing->numbers;
    *key = (struct private_key){
        .public = { .algorithm = KEY_RSA,
                    .n = numbers[LISTING_MODULUS],
                    .e = numbers[LISTING_PUBLIC_EXPONENT] },
        .d = numbers[LISTING_PRIVATE_EXPONENT],
        .prime1 = numbers[LISTING_PRIME1],
        .prime2 = numbers[LISTING_PRIME2],
        .exponent1 = numbers[LISTING_EXPONENT1],
        .exponent2 = numbers[LISTING_EXPONENT2],
        .coefficient = numbers[LISTING_COEFFICIENT],
        .multi_prime = has(listing, LISTING_MORE_PRIMES),
        .listed = true,
    };
    for (enum listing_name name = LISTING_MODULUS; name <= LISTING_COEFFICIENT; name++) {
        key->cut = key->cut || !has(listing, name);
    }
    return OUTCOME_OK;
}

static enum outcome read_seed(const struct listing *listing, struct private_key *key)
{
    const size_t length = public_numbers_raw_octets(listing->algorithm);
    const struct bytes public =
        listing->octets[has(listing, LISTING_PUBLIC) ? LISTING_PUBLIC : LISTING_X];
    if (listing->octets[LISTING_SECRET].left != length) {
        return OUTCOME_MALFORMED;
    }
    *key = (struct private_key){ .public = { .algorithm = listing->algorithm },
                                 .secret = listing->octets[LISTING_SECRET] };
    if (public.left == length) {
        key->claims[key->claim_count++] =
            (struct public_numbers){ .algorithm = listing->algorithm, .raw = public };
    }
    return OUTCOME_OK;
}

/* DSA has a subgroup, Diffie-Hellman none here. */
static enum outcome read_discrete(const struct listing *listing, struct private_key *key)
{
    struct private_key read = {
        .public = { .algorithm = has(listing, LISTING_Q) ? KEY_DSA : KEY_DH,
                    .p = listing->numbers[LISTING_P],
                    .q = listing->numbers[LISTING_Q],
                    .g = listing->numbers[LISTING_G] },
        .secret = listing->numbers[LISTING_SECRET],
        .listed = true,
    };
    if (read.secret.left == 0) {
        return OUTCOME_MALFORMED;
    }
    if (has(listing, LISTING_PUBLIC)) {
        read.claims[read.claim_count] = read.public;
        read.claims[read.claim_count++].y = listing->numbers[LISTING_PUBLIC];
    }
    *key = read;
    return OUTCOME_OK;
}

/* 04 x y, of numbers that may be shorter than the field. */
static bool write_point(struct written_numbers *numbers, struct bytes x, struct bytes y,
                        size_t width, struct bytes *point)
{
    struct buffer *memory = &numbers->octets;
    const size_t length = 1 + 2 * width;
    if (x.left > width || y.left > width || x.left == 0 || y.left == 0 ||
        memory->room - memory->used < length) {
        return false;
    }
    uint8_t *octets = memory->at + memory->used;
    memset(octets, 0, length);
    octets[0] = 4;
    memcpy(octets + 1 + width - x.left, x.at, x.left);
    memcpy(octets + 1 + 2 * width - y.left, y.at, y.left);
    memory->used += length;
    *point = bytes_over(octets, length);
    return true;
}

/* That of the curve; without one the least that both coordinates fit in. */
static size_t field_width(const struct listing *listing)
{
    const size_t x = listing->numbers[LISTING_X].left, y = listing->numbers[LISTING_Y].left;
    size_t width = 0;
    if (listing->curve != CURVE_NONE) {
        return curve_field_octets(listing->curve);
    }
    for (enum curve curve = CURVE_P192; curve <= CURVE_BRAINPOOLP512R1; curve++) {
        const size_t octets = curve_field_octets(curve);
        width = octets >= x && octets >= y && (width == 0 || octets < width) ? octets : width;
    }
    return width;
}

/* The point as it is listed, or made from what certtool lists of it; may be empty. */
static struct bytes point_of(const struct listing *listing, struct written_numbers *numbers)
{
    struct bytes point = listing->octets[LISTING_PUBLIC];
    if (point.left == 0) {
        (void)!write_point(numbers, listing->numbers[LISTING_X], listing->numbers[LISTING_Y],
                           field_width(listing), &point);
    }
    return point;
}

/* The front of a scalar that is cut off would pass for a smaller one. Without a point that tells
 * them apart it has to be as long as one is drawn: one in 256 is shorter. What begins with a zero
 * for its sign (X.690 section 8.3.3) has none for its length. An order of one bit more than its
 * octets has half of the keys in an octet less: those are whole where the listing goes on. */
static bool is_whole(const struct listing *listing, enum curve curve, bool pointed)
{
    const struct bytes octets = listing->octets[LISTING_SECRET];
    const struct bytes stripped = listing->numbers[LISTING_SECRET];
    const size_t width = curve_order_octets(curve);
    const bool goes_on = listing->last != LISTING_SECRET;
    const size_t plain = width % 4 == 0 || (octets.left < width && !goes_on) ? width : width - 1;
    const bool is_signed =
        stripped.left + 1 == octets.left && stripped.left > 0 && stripped.at[0] >= 0x80;
    if (stripped.left > width) {
        return false;
    }
    return pointed ? octets.left + SCALAR_ZEROS_MAX >= width
                   : stripped.left >= plain || (octets.left == width && !is_signed);
}

static enum curve point_curve(struct bytes scalar, struct bytes point)
{
    return scalar.left > 0 ? curve_infer(scalar, point) : CURVE_NONE;
}

/* Without a name the point tells the curve; without both any of several would do. */
static enum outcome read_ec(const struct listing *listing, struct written_numbers *numbers,
                            struct private_key *key)
{
    const struct bytes scalar = listing->numbers[LISTING_SECRET];
    const struct bytes point = point_of(listing, numbers);
    enum curve curve = listing->curve;
    if (curve == CURVE_NONE && !listing->unknown_curve && point.left > 0) {
        curve = point_curve(scalar, point);
    }
    if (curve == CURVE_NONE) {
        return listing->octets[LISTING_SECRET].left >= SCALAR_OCTETS_MIN ? OUTCOME_UNSUPPORTED
                                                                         : OUTCOME_MALFORMED;
    }
    /* Of P-521 the front may be as long as half of the keys are. */
    const bool cut = point.left == 0 && (listing->halved >> LISTING_SECRET & 1u) != 0;
    if (scalar.left == 0 || cut || !is_whole(listing, curve, point.left > 0)) {
        return point.left == 0 ? cut_scalar_outcome(scalar, curve) : OUTCOME_MALFORMED;
    }
    *key = (struct private_key){ .public = { .algorithm = KEY_EC, .curve = curve },
                                 .secret = scalar,
                                 .curve_inferred = listing->curve == CURVE_NONE };
    if (point.left > 0) {
        key->claims[key->claim_count++] =
            (struct public_numbers){ .algorithm = KEY_EC, .curve = curve, .point = point };
    }
    return OUTCOME_OK;
}

enum outcome listing_key_read(struct bytes text, struct written_numbers *numbers,
                              struct private_key *key)
{
    struct listing listing = { .curve = CURVE_NONE };
    if (!read_items(text, numbers, &listing)) {
        return OUTCOME_NO_MEMORY;
    }
    if (has(&listing, LISTING_PRIVATE_EXPONENT) || has(&listing, LISTING_PRIME1)) {
        return read_rsa(&listing, key);
    }
    if (!has(&listing, LISTING_SECRET)) {
        return OUTCOME_MALFORMED;
    }
    if (listing.algorithm != KEY_ALGORITHM_NONE) {
        return read_seed(&listing, key);
    }
    if (has(&listing, LISTING_P) && has(&listing, LISTING_G)) {
        return read_discrete(&listing, key);
    }
    return read_ec(&listing, numbers, key);
}
