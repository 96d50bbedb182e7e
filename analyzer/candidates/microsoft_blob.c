#include <string.h>

#include "bounds.h"
#include "candidates/packed_form.h"

/* BLOBHEADER and RSAPUBKEY of wincrypt.h: type, version, reserved (2), algorithm (4),
 * magic (4), bits (4), exponent (4); then modulus, and of a private key the rest. */
#define MAGIC_PLACE     9 /* of "SA2" */
#define HEADER          20
#define BITS_PLACE      12
#define PRIVATE_KEYBLOB 7

bool microsoft_blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length)
{
    static const uint8_t front[] = { PRIVATE_KEYBLOB, 2, 0, 0, 0 };
    if (anchor < MAGIC_PLACE || text.left - (anchor - MAGIC_PLACE) < HEADER) {
        return false;
    }
    const uint8_t *blob = text.at + anchor - MAGIC_PLACE;
    if (memcmp(blob, front, sizeof(front)) != 0 || memcmp(blob + 8, "RSA2", 4) != 0) {
        return false;
    }
    uint32_t bits = 0;
    for (size_t i = 4; i-- > 0;) {
        bits = bits << 8 | blob[BITS_PLACE + i];
    }
    if (bits < 256 || bits > RSA_BITS_MAX || bits % 16 != 0) {
        return false;
    }
    size_t width = bits / 8, half = bits / 16;
    *from = anchor - MAGIC_PLACE;
    *length = HEADER + 2 * width + 5 * half;
    return true;
}
