#include <string.h>

#include "candidates/packed/packed_form.h"

/* The provider's GUID stands behind the version. */
#define PROVIDER_PLACE 4
#define FRONT_OCTETS   20
#define GUID_OCTETS    16
/* In octets of UTF-16. */
#define DESCRIPTION_MAX 1024
#define PRIVATE_KEY     "P\0r\0i\0v\0a\0t\0e\0 \0K\0e\0y"
/* Of what CNG closes beside the key itself. */
#define PROPERTIES "P\0r\0o\0p\0e\0r\0t\0i\0e\0s"

static const uint8_t front[FRONT_OCTETS] = { 0x01, 0x00, 0x00, 0x00, 0xd0, 0x8c, 0x9d,
                                             0xdf, 0x01, 0x15, 0xd1, 0x11, 0x8c, 0x7a,
                                             0x00, 0xc0, 0x4f, 0xc2, 0x97, 0xeb };

/* Lowest octet first. */
static bool take_number(struct bytes *from, uint32_t *number)
{
    struct bytes octets;
    if (!bytes_take(from, 4, &octets)) {
        return false;
    }
    *number = (uint32_t)bytes_little(octets.at, 4);
    return true;
}

static bool take_counted(struct bytes *from, struct bytes *octets)
{
    uint32_t length;
    struct bytes rest = *from;
    if (!take_number(&rest, &length) || !bytes_take(&rest, length, octets)) {
        return false;
    }
    *from = rest;
    return true;
}

/* From the cipher to the end: cipher, its key length, salt, HMAC key; hash, its length,
 * second HMAC key; data, signature. */
static bool step_over_rest(struct bytes *from)
{
    uint32_t number;
    struct bytes octets, rest = *from;
    if (!take_number(&rest, &number) || !take_number(&rest, &number) ||
        !take_counted(&rest, &octets) || !take_counted(&rest, &octets) ||
        !take_number(&rest, &number) || !take_number(&rest, &number) ||
        !take_counted(&rest, &octets) || !take_counted(&rest, &octets) ||
        !take_counted(&rest, &octets)) {
        return false;
    }
    *from = rest;
    return true;
}

static bool holds(struct bytes text, const char *word, size_t length)
{
    return text.left > 0 && memmem(text.at, text.left, word, length) != NULL;
}

bool dpapi_blob_extent(struct bytes text, size_t anchor, size_t *from, size_t *length)
{
    uint32_t version, flags;
    struct bytes skipped, description;
    if (anchor < PROVIDER_PLACE) {
        return false;
    }
    const size_t begin = anchor - PROVIDER_PLACE;
    struct bytes rest = bytes_over(text.at + begin, text.left - begin);
    if (!bytes_take(&rest, FRONT_OCTETS, &skipped) ||
        memcmp(skipped.at, front, FRONT_OCTETS) != 0 || !take_number(&rest, &version) ||
        version != 1 || !bytes_take(&rest, GUID_OCTETS, &skipped) || !take_number(&rest, &flags) ||
        !take_counted(&rest, &description) || description.left > DESCRIPTION_MAX ||
        !holds(description, PRIVATE_KEY, sizeof(PRIVATE_KEY) - 1) ||
        holds(description, PROPERTIES, sizeof(PROPERTIES) - 1) || !step_over_rest(&rest)) {
        return false;
    }
    *from = begin;
    *length = text.left - begin - rest.left;
    return true;
}
