#include "bytes/utf8.h"

#include <string.h>

static size_t length_of(uint8_t first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first < 0xc2 || first > 0xf4) {
        return 0;
    }
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

static bool is_scalar(uint32_t code, size_t length)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    return code >= least[length] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

bool utf8_take(struct bytes *from, uint32_t *code)
{
    static const uint8_t front_mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    struct bytes rest = *from, octets;
    const size_t length = rest.left > 0 ? length_of(rest.at[0]) : 0;
    if (length == 0 || !bytes_take(&rest, length, &octets)) {
        return false;
    }
    uint32_t sum = octets.at[0] & front_mask[length];
    for (size_t i = 1; i < length; i++) {
        if ((octets.at[i] & 0xc0) != 0x80) {
            return false;
        }
        sum = sum << 6 | (octets.at[i] & 0x3fu);
    }
    if (!is_scalar(sum, length)) {
        return false;
    }
    *code = sum;
    *from = rest;
    return true;
}

bool utf8_is_unsafe(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x061c || code == 0x200e ||
           code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069);
}

size_t utf8_ascii(struct bytes text)
{
    size_t length = 0;
    uint64_t eight;
    for (; text.left - length >= sizeof(eight); length += sizeof(eight)) {
        memcpy(&eight, text.at + length, sizeof(eight));
        if ((eight & 0x8080808080808080u) != 0) {
            break;
        }
    }
    while (length < text.left && text.at[length] < 0x80) {
        length++;
    }
    return length;
}

size_t utf8_write(uint32_t code, uint8_t octets[UTF8_OCTETS_MAX])
{
    static const uint8_t fronts[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    if (code < 0x80) {
        octets[0] = (uint8_t)code;
        return 1;
    }
    const size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--, code >>= 6) {
        octets[i] = (uint8_t)(0x80 | (code & 0x3f));
    }
    octets[0] = (uint8_t)(fronts[length] | code);
    return length;
}
