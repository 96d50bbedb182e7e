#include "candidates/packed/openpgp_block.h"

#include <string.h>

#include "bounds.h"
#include "bytes/openpgp_key.h"

#define VERSION_OLDEST 2
#define VERSION_NEWEST 6
#define VERSION_COUNTS 5 /* four octets count the public numbers */
/* From a packet's version to what follows its algorithm. */
#define FRONT_V3     8
#define FRONT_V4     6
#define FRONT_COUNTS 10
/* Tag and length, in octets. */
#define HEADER_MIN 2
#define HEADER_MAX 6
/* Octets of a modulus before 65537. */
#define MODULUS_MIN 32
#define MODULUS_MAX (RSA_BITS_MAX / 8)
/* Octets that are read where one looks for a packet before its version. */
#define FRONT_READ 16
/* Bits that have the upper of their two octets in common are so many octets. */
#define WIDTHS_OF_UPPER 32

static struct bytes from_place(struct bytes text, size_t at)
{
    return bytes_over(text.at + at, text.left - at);
}

bool openpgp_block_front(struct bytes data)
{
    struct openpgp_packet packet;
    struct openpgp_key key;
    if (!openpgp_packet_take(&data, &packet) || !openpgp_packet_is_secret(&packet) ||
        packet.body.left == 0 || packet.body.at[0] < VERSION_OLDEST ||
        packet.body.at[0] > VERSION_NEWEST) {
        return false;
    }
    return packet.cut || openpgp_key_read(packet.body, &key) != OUTCOME_MALFORMED;
}

/* The packet that begins here, where it is a secret key beyond doubt. */
static bool read_key(struct bytes data)
{
    struct openpgp_packet packet;
    struct openpgp_key key;
    return openpgp_packet_take(&data, &packet) && openpgp_packet_is_secret(&packet) &&
           !packet.cut && openpgp_key_read(packet.body, &key) == OUTCOME_OK &&
           openpgp_key_beyond_doubt(&key);
}

/* Section 4.3 of RFC 4880 and section 5 of RFC 9580: what stands in keyrings; the marker,
 * GnuPG's own trust and comments. */
static bool belongs(unsigned tag)
{
    return tag == 2 || tag == OPENPGP_SECRET_KEY || tag == OPENPGP_SECRET_SUBKEY || tag == 10 ||
           tag == 12 || tag == 13 || tag == 16 || tag == 17 || tag == 21 || tag >= 60;
}

static size_t chain_length(struct bytes data)
{
    const uint8_t *front = data.at;
    const size_t all = data.left;
    struct openpgp_packet packet;
    size_t length = 0;
    while (openpgp_packet_take(&data, &packet) && !packet.cut && belongs(packet.tag)) {
        if (openpgp_packet_is_secret(&packet)) {
            length = (size_t)(packet.body.at + packet.body.left - front);
        }
    }
    /* What is behind the last key is taken along where nothing else is there: elsewhere
     * any octets may look like one more packet. */
    return data.left == 0 ? all : length;
}

/* A place that was found, and what stands there. */
struct block_place {
    size_t anchor;
    size_t from, length;
    size_t read; /* for nothing, octets */
};

static bool begins_around(struct bytes text, size_t at, struct block_place *place)
{
    const struct bytes data = from_place(text, at);
    if (data.left < HEADER_MIN || (data.at[0] & 0x80) == 0 || !read_key(data)) {
        return false;
    }
    const size_t length = chain_length(data);
    if (place->anchor - at >= length) {
        place->read += length;
        return false;
    }
    place->from = at;
    place->length = length;
    return true;
}

/* The tag of a secret key in the first octet of a packet. */
static bool is_secret_tag(uint8_t octet)
{
    const unsigned tag = (octet & 0x40) != 0 ? octet & 0x3f : octet >> 2 & 0x0f;
    return (octet & 0x80) != 0 && (tag == OPENPGP_SECRET_KEY || tag == OPENPGP_SECRET_SUBKEY);
}

/* A packet whose body, and so its version, stands at `version`. */
static bool has_version_at(struct bytes text, size_t version, struct block_place *place)
{
    const uint8_t number = text.at[version];
    if (number < VERSION_OLDEST || number > VERSION_NEWEST) {
        return false;
    }
    for (size_t header = HEADER_MIN; header <= HEADER_MAX && header <= version; header++) {
        struct bytes data = from_place(text, version - header);
        struct openpgp_packet packet;
        if (is_secret_tag(data.at[0]) && openpgp_packet_take(&data, &packet) &&
            packet.body.at == text.at + version && begins_around(text, version - header, place)) {
            return true;
        }
    }
    return false;
}

/* `at`: of the first octet behind the algorithm, or behind the count that follows it. */
static bool has_numbers_at(struct bytes text, size_t at, struct block_place *place)
{
    static const size_t fronts[] = { FRONT_V4, FRONT_COUNTS, FRONT_V3 };
    for (size_t i = 0; i < sizeof(fronts) / sizeof(fronts[0]); i++) {
        if (at >= fronts[i] + HEADER_MIN && has_version_at(text, at - fronts[i], place)) {
            return true;
        }
    }
    return false;
}

static bool has_modulus_at(struct bytes text, size_t at, size_t width, struct block_place *place)
{
    const size_t bits = (size_t)text.at[at] << 8 | text.at[at + 1];
    return width >= MODULUS_MIN && width <= MODULUS_MAX && (bits + 7) / 8 == width &&
           text.at[at + 2] >> ((bits - 1) % 8) == 1 && has_numbers_at(text, at, place);
}

/* A modulus that ends at `end` and whose bits begin with this octet: it stands before one of 33
 * widths. To look for it there is a tenth of the work of looking at each width. */
static bool has_modulus_before(struct bytes text, size_t end, uint8_t upper,
                               struct block_place *place)
{
    const size_t least = upper * WIDTHS_OF_UPPER, most = least + WIDTHS_OF_UPPER;
    const size_t from = end > most + 2 ? end - most - 2 : 0;
    const uint8_t *to = text.at + end - least - 1, *front;
    while ((front = memrchr(text.at + from, upper, (size_t)(to - text.at) - from)) != NULL) {
        const size_t at = (size_t)(front - text.at);
        if (has_modulus_at(text, at, end - at - 2, place)) {
            return true;
        }
        to = front;
    }
    return false;
}

/* 65537 as the second number: before it is a modulus that is as long as it says. */
static bool has_exponent_at(struct bytes text, size_t at, struct block_place *place)
{
    static const uint8_t exponent[] = { 0, 17, 1, 0, 1 };
    if (text.left - at < sizeof(exponent) ||
        memcmp(text.at + at, exponent, sizeof(exponent)) != 0) {
        return false;
    }
    for (size_t upper = (MODULUS_MIN - 1) / WIDTHS_OF_UPPER;
         upper <= MODULUS_MAX / WIDTHS_OF_UPPER && upper * WIDTHS_OF_UPPER + 2 <= at; upper++) {
        if (has_modulus_before(text, at, (uint8_t)upper, place)) {
            return true;
        }
    }
    return false;
}

/* The OID of a curve: before its first octet stand its length and the numbers' front. */
static bool has_curve_at(struct bytes text, size_t at, struct block_place *place)
{
    static const struct {
        const char *oid;
        size_t length, part; /* where in it the anchor stands */
    } curves[] = {
        { "\x2a\x86\x48\xce\x3d\x03\x01\x07", 8, 2 },
        { "\x2b\x81\x04\x00\x22", 5, 0 },
        { "\x2b\x81\x04\x00\x23", 5, 0 },
        { "\x2b\x81\x04\x00\x0a", 5, 0 },
        { "\x2b\x24\x03\x03\x02\x08\x01\x01\x07", 9, 0 },
        { "\x2b\x24\x03\x03\x02\x08\x01\x01\x0b", 9, 0 },
        { "\x2b\x24\x03\x03\x02\x08\x01\x01\x0d", 9, 0 },
        { "\x2b\x06\x01\x04\x01\xda\x47\x0f\x01", 9, 4 },
        { "\x2b\x06\x01\x04\x01\x97\x55\x01\x05\x01", 10, 5 },
    };
    for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
        const size_t width = curves[i].length, part = curves[i].part;
        if (at > part && text.left - (at - part) >= width && text.at[at - part - 1] == width &&
            memcmp(text.at + at - part, curves[i].oid, width) == 0) {
            return has_numbers_at(text, at - part - 1, place);
        }
    }
    return false;
}

/* How a protected key says so, behind its public numbers: the front is searched for. */
static bool has_protection_at(struct bytes text, size_t at, struct block_place *place)
{
    if (text.at[at] != OPENPGP_CFB_SHA1 || at < FRONT_V4 + HEADER_MIN) {
        return false;
    }
    const size_t least = at > OPENPGP_PUBLIC_MAX ? at - OPENPGP_PUBLIC_MAX : 0;
    for (size_t version = at - FRONT_V4; version > least + HEADER_MIN; version--) {
        const uint8_t algorithm = text.at[version + FRONT_V4 - 1];
        if (text.at[version] != 4 || (algorithm != OPENPGP_DSA && algorithm != OPENPGP_ELGAMAL)) {
            continue;
        }
        if (has_version_at(text, version, place)) {
            return true;
        }
        place->read += FRONT_READ;
    }
    return false;
}

bool openpgp_block_extent(struct bytes text, size_t anchor, size_t *from, size_t *length)
{
    struct block_place place = { .anchor = anchor };
    if (anchor >= text.left ||
        !(begins_around(text, anchor, &place) || has_exponent_at(text, anchor, &place) ||
          has_curve_at(text, anchor, &place) || has_protection_at(text, anchor, &place))) {
        *length = place.read > 0 ? place.read : *length;
        return false;
    }
    *from = place.from;
    *length = place.length;
    return true;
}
