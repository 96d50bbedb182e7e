#include "bytes/openpgp_packet.h"

#define BIT_PACKET     0x80 /* of every tag octet */
#define BIT_FORMAT     0x40 /* the newer format */
#define LEGACY_OPEN    3    /* length type: none, to the end of the data */
#define LENGTH_TWO     192  /* first octet of a length of two octets */
#define LENGTH_PARTIAL 224
#define LENGTH_FOUR    255

/* Section 4.2.1 */
static bool take_length(struct bytes *from, uint64_t *length)
{
    struct bytes rest = *from;
    uint64_t first, second;
    if (!bytes_take_number(&rest, 1, &first)) {
        return false;
    }
    if (first >= LENGTH_PARTIAL && first < LENGTH_FOUR) {
        return false;
    }
    if (first == LENGTH_FOUR) {
        if (!bytes_take_number(&rest, 4, &first)) {
            return false;
        }
    } else if (first >= LENGTH_TWO) {
        if (!bytes_take_number(&rest, 1, &second)) {
            return false;
        }
        first = ((first - LENGTH_TWO) << 8) + second + LENGTH_TWO;
    }
    *from = rest;
    *length = first;
    return true;
}

bool openpgp_packet_take(struct bytes *from, struct openpgp_packet *packet)
{
    struct openpgp_packet read = { 0 };
    struct bytes rest = *from;
    uint64_t octet, length = 0;
    if (!bytes_take_number(&rest, 1, &octet) || (octet & BIT_PACKET) == 0) {
        return false;
    }
    if ((octet & BIT_FORMAT) != 0) {
        read.tag = octet & 0x3f;
        if (!take_length(&rest, &length)) {
            return false;
        }
    } else {
        const unsigned type = octet & 3;
        read.tag = octet >> 2 & 0x0f;
        read.open = type == LEGACY_OPEN;
        if (!read.open && !bytes_take_number(&rest, (size_t)1 << type, &length)) {
            return false;
        }
    }
    if (read.tag == 0) {
        return false;
    }
    read.cut = !read.open && length > rest.left;
    if (!bytes_take(&rest, read.open || read.cut ? rest.left : (size_t)length, &read.body)) {
        return false;
    }
    *from = rest;
    *packet = read;
    return true;
}

bool openpgp_packet_is_secret(const struct openpgp_packet *packet)
{
    return packet->tag == OPENPGP_SECRET_KEY || packet->tag == OPENPGP_SECRET_SUBKEY;
}

size_t openpgp_packets_length(struct bytes data)
{
    const size_t all = data.left;
    struct openpgp_packet packet;
    size_t length = 0;
    while (openpgp_packet_take(&data, &packet) && !packet.cut &&
           (length > 0 || openpgp_packet_is_secret(&packet))) {
        length = all - data.left;
    }
    return length;
}

bool openpgp_take_number(struct bytes *from, struct bytes *number, bool *exact)
{
    struct bytes rest = *from, octets;
    uint64_t bits;
    if (!bytes_take_number(&rest, 2, &bits) ||
        !bytes_take(&rest, (size_t)(bits + 7) / 8, &octets)) {
        return false;
    }
    if (octets.left > 0 && octets.at[0] >> ((bits - 1) % 8) != 1) {
        *exact = false;
    }
    *from = rest;
    *number = bytes_without_zeros(octets);
    return true;
}
