#include "certificates/directory_string.h"

#include "bytes/utf8.h"

#define REFUSED UINT32_MAX

static bool is_scalar(uint32_t code)
{
    return code < 0x110000 && (code < 0xd800 || code > 0xdfff);
}

static bool append_code(struct buffer *text, uint32_t code)
{
    uint8_t octets[UTF8_OCTETS_MAX];
    return buffer_append(text, bytes_over(octets, utf8_write(code, octets)));
}

static uint32_t take_utf8(struct bytes *from)
{
    uint32_t code;
    return utf8_take(from, &code) ? code : REFUSED;
}

static uint32_t take_single(struct bytes *from)
{
    uint64_t octet;
    return bytes_take_number(from, 1, &octet) ? (uint32_t)octet : REFUSED;
}

static uint32_t take_utf16(struct bytes *from)
{
    uint64_t high, low;
    if (!bytes_take_number(from, 2, &high)) {
        return REFUSED;
    }
    if (high < 0xd800 || high > 0xdfff) {
        return (uint32_t)high;
    }
    if (high > 0xdbff || !bytes_take_number(from, 2, &low) || low < 0xdc00 || low > 0xdfff) {
        return REFUSED;
    }
    return (uint32_t)(0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff));
}

static uint32_t take_utf32(struct bytes *from)
{
    uint64_t code;
    return bytes_take_number(from, 4, &code) && code < REFUSED && is_scalar((uint32_t)code)
               ? (uint32_t)code
               : REFUSED;
}

static const struct {
    unsigned tag;
    uint32_t (*take)(struct bytes *from);
} string_types[] = {
    { 0x0c, take_utf8 },   /* UTF8String */
    { 0x12, take_single }, /* NumericString */
    { 0x13, take_single }, /* PrintableString */
    { 0x14, take_single }, /* T61String */
    { 0x16, take_single }, /* IA5String */
    { 0x1a, take_single }, /* VisibleString */
    { 0x1c, take_utf32 },  /* UniversalString */
    { 0x1e, take_utf16 },  /* BMPString */
};

static enum outcome read_codes(uint32_t (*take)(struct bytes *from), struct bytes content,
                               struct buffer *text)
{
    const size_t before = text->used;
    while (content.left > 0) {
        uint32_t code = take(&content);
        if (code == REFUSED) {
            text->used = before;
            return OUTCOME_MALFORMED;
        }
        if (!append_code(text, code)) {
            text->used = before;
            return OUTCOME_NO_MEMORY;
        }
    }
    return OUTCOME_OK;
}

enum outcome directory_string_read(unsigned tag, struct bytes content, struct buffer *text)
{
    for (size_t i = 0; i < sizeof(string_types) / sizeof(string_types[0]); i++) {
        if (string_types[i].tag == tag) {
            return read_codes(string_types[i].take, content, text);
        }
    }
    return OUTCOME_UNEXPECTED;
}
