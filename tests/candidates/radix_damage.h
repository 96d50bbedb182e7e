#ifndef RADIX_DAMAGE_H
#define RADIX_DAMAGE_H

#include "candidates/damage.h"

/* Encodings of other radices than base64: base32 of RFC 4648, as base32(1) and basenc(1) write it.
 */

struct radix_form {
    const char *digits;
    size_t line; /* characters of one; 0 = all are on one */
    bool padded;
};

static inline void encode_base32(struct bytes from, const struct radix_form *form,
                                 struct buffer *into)
{
    size_t made = 0;
    char digit[2] = { 0 };
    for (size_t bit = 0; bit < from.left * 8; bit += 5, made++) {
        unsigned value = 0;
        for (size_t i = bit; i < bit + 5; i++) {
            const unsigned octet = i / 8 < from.left ? from.at[i / 8] : 0;
            value = value << 1 | (octet >> (7 - i % 8) & 1);
        }
        digit[0] = form->digits[value];
        put(into, form->line > 0 && made > 0 && made % form->line == 0 ? "\n" : "");
        put(into, digit);
    }
    for (; form->padded && made % 8 != 0; made++) {
        put(into, "=");
    }
    put(into, "\n");
}

#define BASE32(name, digits, line, padded)                                                         \
    static inline void name(struct bytes from, struct buffer *into)                                \
    {                                                                                              \
        encode_base32(from, &(struct radix_form){ digits, line, padded }, into);                   \
    }

BASE32(base32_wrapped, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 76, true)
BASE32(base32_line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 0, false)
BASE32(base32_small, "abcdefghijklmnopqrstuvwxyz234567", 76, false)
BASE32(base32_hex, "0123456789ABCDEFGHIJKLMNOPQRSTUV", 76, true)
BASE32(base32_hex_small, "0123456789abcdefghijklmnopqrstuv", 0, true)

#endif
