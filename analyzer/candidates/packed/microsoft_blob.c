#include <string.h>

#include "bounds.h"
#include "candidates/packed/packed_form.h"

/* BLOBHEADER of wincrypt.h: type, version, reserved (2), algorithm (4); then magic (4) and
 * bits (4); then of RSA exponent (4), modulus and the rest, of DSS p, q, g, x and the seed. */
#define PRIVATEKEYBLOB  7
#define HEADER          8
#define MAGIC_PLACE     9 /* of "SA2", "SS2" */
#define BITS_PLACE      12
#define FRONT           16
#define EXPONENT        4
#define SUBGROUP_OCTETS 20
#define SEED_OCTETS     24
#define RSA_BITS_MIN    256
#define DSS_BITS_MIN    512
#define ALGORITHM_PLACE 5 /* the octet of it that differs */

/* PVK: magic, reserved, kind of key, closed or not, length of the salt, length of the
 * blob; each of four octets. Then the salt and the blob, whose header stays in clear. */
#define PVK_HEADER     24
#define PVK_KIND_MAX   2 /* AT_SIGNATURE */
#define PVK_CLOSED_MAX 1

static bool is_header(const uint8_t *blob)
{
    static const uint8_t front[] = { PRIVATEKEYBLOB, 2, 0, 0, 0 };
    const uint8_t algorithm = blob[ALGORITHM_PLACE];
    return memcmp(blob, front, sizeof(front)) == 0 &&
           (algorithm == 0xa4 || algorithm == 0x24 || algorithm == 0x22) && blob[6] == 0 &&
           blob[7] == 0;
}

/* 0 for what is none. */
static size_t blob_length(const uint8_t *blob)
{
    const uint64_t bits = bytes_little(blob + BITS_PLACE, 4);
    const size_t width = (bits + 7) / 8, half = (bits + 15) / 16;
    if (memcmp(blob + HEADER, "RSA2", 4) == 0 && bits >= RSA_BITS_MIN &&
        bits <= 8 * KEY_NUMBER_MAX) {
        return FRONT + EXPONENT + 2 * width + 5 * half;
    }
    if (memcmp(blob + HEADER, "DSS2", 4) == 0 && bits >= DSS_BITS_MIN &&
        bits <= 8 * KEY_NUMBER_MAX) {
        return FRONT + 2 * width + 2 * SUBGROUP_OCTETS + SEED_OCTETS;
    }
    return 0;
}

bool microsoft_blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length)
{
    if (anchor < MAGIC_PLACE || text.left - (anchor - MAGIC_PLACE) < FRONT) {
        return false;
    }
    const uint8_t *blob = text.at + anchor - MAGIC_PLACE;
    const size_t whole = is_header(blob) ? blob_length(blob) : 0;
    if (whole == 0) {
        return false;
    }
    *from = anchor - MAGIC_PLACE;
    *length = whole;
    return true;
}

bool pvk_file_extent(struct bytes text, size_t anchor, size_t *from, size_t *length)
{
    static const uint8_t front[] = { 0x1e, 0xf1, 0xb5, 0xb0, 0, 0, 0, 0 };
    const uint8_t *file = text.at + anchor;
    if (text.left - anchor < PVK_HEADER || memcmp(file, front, sizeof(front)) != 0) {
        return false;
    }
    const uint64_t kind = bytes_little(file + 8, 4), closed = bytes_little(file + 12, 4);
    const uint64_t salt = bytes_little(file + 16, 4), blob = bytes_little(file + 20, 4);
    if (kind > PVK_KIND_MAX || closed > PVK_CLOSED_MAX || blob < FRONT || blob > KEY_DER_MAX) {
        return false;
    }
    const size_t before = PVK_HEADER + (size_t)salt;
    const bool seen = salt <= PVK_SALT_MAX && text.left - anchor >= before + HEADER;
    /* Whoever reads it says that it was not seen to its key. */
    if (seen ? !is_header(file + before) : salt <= PVK_SALT_MAX || closed == 0) {
        return false;
    }
    *from = anchor;
    *length = seen ? before + blob : PVK_HEADER; /* what stands behind it is looked at */
    return true;
}
