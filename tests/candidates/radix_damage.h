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

/* Base85 of Python and git, of ZeroMQ, and that of Adobe between its marks. */
static inline void encode_base85(struct bytes from, const char *digits, size_t line,
                                 struct buffer *into)
{
    size_t made = 0;
    for (size_t at = 0; at < from.left; at += 4) {
        const size_t left = from.left - at, octets = left < 4 ? left : 4;
        unsigned long value = 0;
        char group[6] = { 0 };
        for (size_t i = 0; i < 4; i++) {
            value = value << 8 | (i < octets ? from.at[at + i] : 0);
        }
        for (size_t i = 5; i > 0; i--) {
            group[i - 1] = digits != NULL ? digits[value % 85] : (char)('!' + value % 85);
            value /= 85;
        }
        for (size_t i = 0; i < octets + 1; i++, made++) {
            const char digit[2] = { group[i], 0 };
            put(into, line > 0 && made > 0 && made % line == 0 ? "\n" : "");
            put(into, digit);
        }
    }
}

static inline void base85_git(struct bytes from, struct buffer *into)
{
    encode_base85(from,
                  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                  "!#$%&()*+-;<=>?@^_`{|}~",
                  0, into);
}

static inline void base85_z85(struct bytes from, struct buffer *into)
{
    encode_base85(from,
                  "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                  ".-:+=^!/*?&<>()[]{}@%$#",
                  76, into);
}

static inline void base85_adobe(struct bytes from, struct buffer *into)
{
    put(into, "<~");
    encode_base85(from, NULL, 76, into);
    put(into, "~>\n");
}

static inline void base85_quoted(struct bytes from, struct buffer *into)
{
    put(into, "key = b'");
    base85_git(from, into);
    put(into, "'\n");
}

#endif
