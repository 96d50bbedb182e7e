#include "bytes/utf7.h"

#include "bytes/base64.h"

/* Base64 characters of a shift: eight units of 16 bits take 22. */
#define SHIFT_MAX 22

static bool is_ascii(uint32_t unit)
{
    return (unit >= ' ' && unit < 0x7f) || unit == '\n' || unit == '\r' || unit == '\t';
}

size_t utf7_take(struct bytes text, uint8_t made[UTF7_MADE_MAX], size_t *count)
{
    uint32_t bits = 0;
    size_t at = 1, held = 0, units = 0;
    while (at < text.left && at <= SHIFT_MAX && base64_standard(text.at[at])) {
        bits = bits << 6 | base64_value(text.at[at++]);
        held += 6;
        if (held < 16) {
            continue;
        }
        held -= 16;
        uint32_t unit = bits >> held & 0xffff;
        if (!is_ascii(unit) || units == UTF7_MADE_MAX) {
            return 0;
        }
        made[units++] = (uint8_t)unit;
    }
    bool closed = at < text.left && text.at[at] == '-';
    if (!closed || held >= 6 || (bits & ((1u << held) - 1)) != 0 || (units == 0 && at > 1)) {
        return 0;
    }
    if (units == 0) {
        made[units++] = '+';
    }
    *count = units;
    return at + 1;
}
