#include "bytes/utf16_octets.h"

#include "bytes/utf8.h"

#define REPLACEMENT 0xfffdu

static bool append_code(struct buffer *octets, uint32_t code)
{
    if (code < 0x10000) {
        return buffer_append_number(octets, 2, code);
    }
    const uint32_t rest = code - 0x10000;
    return buffer_append_number(octets, 2, 0xd800 | rest >> 10) &&
           buffer_append_number(octets, 2, 0xdc00 | (rest & 0x3ff));
}

bool utf16_octets_write(struct bytes utf8, struct buffer *octets)
{
    struct buffer made = { 0 };
    bool written = true;
    while (written && utf8.left > 0) {
        uint32_t code;
        written = utf8_take(&utf8, &code) && append_code(&made, code);
    }
    written = written && buffer_append(octets, buffer_bytes(&made));
    buffer_clear(&made);
    return written;
}

static bool is_high(uint64_t unit)
{
    return (unit & 0xfc00) == 0xd800;
}

static bool is_low(uint64_t unit)
{
    return (unit & 0xfc00) == 0xdc00;
}

static bool take_unit(struct bytes *octets, bool big, uint64_t *unit)
{
    struct bytes two;
    if (big || !bytes_take(octets, 2, &two)) {
        return big && bytes_take_number(octets, 2, unit);
    }
    *unit = bytes_little(two.at, 2);
    return true;
}

static bool take_code(struct bytes *octets, bool big, uint32_t *code)
{
    uint64_t unit, low;
    if (!take_unit(octets, big, &unit)) {
        return false;
    }
    struct bytes behind = *octets;
    if (is_high(unit) && take_unit(&behind, big, &low) && is_low(low)) {
        *octets = behind;
        *code = 0x10000u + ((uint32_t)(unit & 0x3ff) << 10 | (uint32_t)(low & 0x3ff));
        return true;
    }
    *code = is_high(unit) || is_low(unit) ? REPLACEMENT : (uint32_t)unit;
    return true;
}

static bool read_units(struct bytes octets, bool big, struct buffer *utf8)
{
    struct buffer made = { 0 };
    bool read = true;
    uint32_t code;
    while (read && take_code(&octets, big, &code)) {
        uint8_t character[UTF8_OCTETS_MAX];
        read = buffer_append(&made, bytes_over(character, utf8_write(code, character)));
    }
    read = read && buffer_append(utf8, buffer_bytes(&made));
    buffer_clear(&made);
    return read;
}

bool utf16_octets_read(struct bytes octets, struct buffer *utf8)
{
    return read_units(octets, true, utf8);
}

bool utf16_octets_read_little(struct bytes octets, struct buffer *utf8)
{
    return read_units(octets, false, utf8);
}
