#include <string.h>

#include "bounds.h"
#include "candidates/packed/packed_form.h"

/* Private key blobs of bcrypt.h: a magic number of four letters and lengths, each of four
 * octets, the lowest first; then numbers, the highest first. Where the anchor stands in it: at
 * "SA2" or "SA3", at the last letter and what is behind it, or at its front. */
#define RSA_PLACE         1
#define WIDTH_PLACE       3
#define FRONT_PLACE       0
#define SHORT_HEADER      8
#define RSA_HEADER        24
#define RSA_BITS_MIN      256
#define EXPONENT_MAX      8
#define PRIME_DIFFERS_MAX 2

/* DSA: behind the width a count, 20 octets of seed and 20 of q. */
#define SUBGROUP_OCTETS 20
#define DSA_HEADER      (SHORT_HEADER + 4 + 20 + SUBGROUP_OCTETS)
#define DSA_LONG_HEADER 28
#define DSA_WIDTH_MIN   64
#define DSA_WIDTH_MAX   128
#define DSA_CHOICE_MAX  7 /* of hash functions and standards, of which there are few */
#define DH_WIDTH_MIN    64

/* EC: a width that is a version says that the curve is written out. */
#define EC_WIDTH_MIN  16
#define EC_WIDTH_MAX  72
#define FULL_VERSION  1
#define FULL_HEADER   32
#define FULL_KIND_MAX 7
#define SEED_MAX      64

/* Bits, then the lengths of exponent, modulus and primes. 0 for what is none. */
static size_t rsa_length(struct bytes blob)
{
    if (blob.left < RSA_HEADER) {
        return 0;
    }
    const size_t bits = bytes_little(blob.at + 4, 4), exponent = bytes_little(blob.at + 8, 4);
    const size_t modulus = bytes_little(blob.at + 12, 4);
    const size_t prime1 = bytes_little(blob.at + 16, 4), prime2 = bytes_little(blob.at + 20, 4);
    if (bits < RSA_BITS_MIN || bits > 8 * KEY_NUMBER_MAX || modulus != (bits + 7) / 8 ||
        exponent == 0 || exponent > EXPONENT_MAX || prime1 == 0 || prime2 == 0 ||
        prime1 > modulus || prime2 > modulus || prime1 + prime2 < modulus ||
        prime1 + prime2 > modulus + PRIME_DIFFERS_MAX) {
        return 0;
    }
    const size_t least = RSA_HEADER + exponent + modulus + prime1 + prime2;
    return blob.at[3] == '3' ? least + 2 * prime1 + prime2 + modulus : least;
}

/* Octets of the subgroup of DSA: at most 1,024 bits have 20, longer keys say it. */
static size_t dsa_length(struct bytes blob)
{
    const size_t width = bytes_little(blob.at + 4, 4);
    return width >= DSA_WIDTH_MIN && width <= DSA_WIDTH_MAX
               ? DSA_HEADER + 3 * width + SUBGROUP_OCTETS
               : 0;
}

/* Behind the width stand hash and standard, small numbers both. */
static size_t dsa_long_length(struct bytes blob)
{
    if (blob.left < DSA_LONG_HEADER) {
        return 0;
    }
    const size_t width = bytes_little(blob.at + 4, 4);
    const uint64_t hash = bytes_little(blob.at + 8, 4), standard = bytes_little(blob.at + 12, 4);
    const size_t seed = bytes_little(blob.at + 16, 4), group = bytes_little(blob.at + 20, 4);
    if (width < DSA_WIDTH_MIN || width > KEY_NUMBER_MAX || hash > DSA_CHOICE_MAX ||
        standard > DSA_CHOICE_MAX || group < SUBGROUP_OCTETS || group > width || seed > width) {
        return 0;
    }
    return DSA_LONG_HEADER + seed + 2 * group + 3 * width;
}

static size_t dh_length(struct bytes blob)
{
    const size_t width = bytes_little(blob.at + 4, 4);
    return width >= DH_WIDTH_MIN && width <= KEY_NUMBER_MAX ? SHORT_HEADER + 4 * width : 0;
}

/* The curve is in the magic number, and its width behind it. */
static size_t ec_length(struct bytes blob)
{
    static const struct {
        uint8_t mark;
        size_t width;
    } rows[] = { { '2', 32 }, { '4', 48 }, { '6', 66 } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (blob.at[3] == rows[i].mark && bytes_little(blob.at + 4, 4) == rows[i].width) {
            return SHORT_HEADER + 3 * rows[i].width;
        }
    }
    return 0;
}

/* Of a curve that nobody names, or that is written out in front of the key: kind of the curve
 * and how it was made, then octets of field, order, cofactor and seed. */
static size_t ec_unnamed_length(struct bytes blob)
{
    const size_t width = bytes_little(blob.at + 4, 4);
    if (width != FULL_VERSION) {
        return width >= EC_WIDTH_MIN && width <= EC_WIDTH_MAX ? SHORT_HEADER + 3 * width : 0;
    }
    if (blob.left < FULL_HEADER) {
        return 0;
    }
    const uint64_t kind = bytes_little(blob.at + 8, 4), made = bytes_little(blob.at + 12, 4);
    const size_t field = bytes_little(blob.at + 16, 4), order = bytes_little(blob.at + 20, 4);
    const size_t cofactor = bytes_little(blob.at + 24, 4), seed = bytes_little(blob.at + 28, 4);
    if (kind == 0 || kind > FULL_KIND_MAX || made > FULL_KIND_MAX || field < EC_WIDTH_MIN ||
        field > EC_WIDTH_MAX || order == 0 || order > field + 1 || cofactor > field ||
        seed > SEED_MAX) {
        return 0;
    }
    return FULL_HEADER + 7 * field + 2 * order + cofactor + seed;
}

/* The letters of the magic number, as many as are the same for all of a kind. */
static const struct {
    const char *letters;
    size_t (*length)(struct bytes blob);
} kinds[] = {
    { "RSA2", rsa_length },        { "RSA3", rsa_length }, { "DSPV", dsa_length },
    { "DPV2", dsa_long_length },   { "DHPV", dh_length },  { "ECDV", ec_unnamed_length },
    { "ECKV", ec_unnamed_length }, { "ECS", ec_length },   { "ECK", ec_length },
};

/* The length of the blob that begins `place` octets before the anchor; 0: none does. */
static size_t length_before(struct bytes text, size_t anchor, size_t place)
{
    if (anchor < place || text.left - (anchor - place) < SHORT_HEADER) {
        return 0;
    }
    const struct bytes blob = bytes_over(text.at + anchor - place, text.left - (anchor - place));
    if (blob.at[0] != 'R' && blob.at[0] != 'D' && blob.at[0] != 'E') {
        return 0;
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (memcmp(blob.at, kinds[i].letters, strlen(kinds[i].letters)) == 0) {
            return kinds[i].length(blob);
        }
    }
    return 0;
}

bool cng_blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length)
{
    static const size_t places[] = { RSA_PLACE, WIDTH_PLACE, FRONT_PLACE };
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        const size_t whole = length_before(text, anchor, places[i]);
        if (whole > 0) {
            *from = anchor - places[i];
            *length = whole;
            return true;
        }
    }
    return false;
}
