#include "containers/mail/encoded_word.h"

#include <string.h>
#include <strings.h>

#include "bounds.h"
#include "bytes/base64.h"
#include "bytes/hex_text.h"
#include "bytes/utf8.h"

/* 0x80 to 0x9f of windows-1252; 0: the control character itself. */
static const uint16_t windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

#define REPLACEMENT 0xfffdu

static bool append_rune(struct buffer *text, uint32_t rune)
{
    uint8_t octets[UTF8_OCTETS_MAX];
    return buffer_append(text, bytes_over(octets, utf8_write(rune, octets)));
}

static bool append_windows_1252(struct bytes octets, struct buffer *text)
{
    for (size_t i = 0; i < octets.left; i++) {
        uint32_t rune = octets.at[i];
        if (rune >= 0x80 && rune < 0xa0 && windows_1252[rune - 0x80] != 0) {
            rune = windows_1252[rune - 0x80];
        }
        if (!append_rune(text, rune)) {
            return false;
        }
    }
    return true;
}

static bool append_latin_9(struct bytes octets, struct buffer *text)
{
    static const uint16_t changed[][2] = { { 0xa4, 0x20ac }, { 0xa6, 0x160 }, { 0xa8, 0x161 },
                                           { 0xb4, 0x17d },  { 0xb8, 0x17e }, { 0xbc, 0x152 },
                                           { 0xbd, 0x153 },  { 0xbe, 0x178 } };
    for (size_t i = 0; i < octets.left; i++) {
        uint32_t rune = octets.at[i];
        for (size_t c = 0; c < sizeof(changed) / sizeof(changed[0]); c++) {
            rune = rune == changed[c][0] ? changed[c][1] : rune;
        }
        if (!append_rune(text, rune)) {
            return false;
        }
    }
    return true;
}

static bool is_utf8(struct bytes octets)
{
    uint32_t rune;
    struct bytes ascii;
    do {
        if (!bytes_take(&octets, utf8_ascii(octets), &ascii)) {
            return false;
        }
    } while (utf8_take(&octets, &rune));
    return octets.left == 0;
}

/* What is no UTF-8 becomes U+FFFD, byte by byte. */
static bool append_utf8(struct bytes octets, struct buffer *text)
{
    while (octets.left > 0) {
        uint32_t rune;
        struct bytes wrong;
        if (!utf8_take(&octets, &rune)) {
            rune = REPLACEMENT;
            if (!bytes_take(&octets, 1, &wrong)) {
                return false;
            }
        }
        if (!append_rune(text, rune)) {
            return false;
        }
    }
    return true;
}

bool unknown_to_utf8(struct bytes octets, struct buffer *text)
{
    return is_utf8(octets) ? buffer_append(text, octets) : append_windows_1252(octets, text);
}

bool charset_to_utf8(struct bytes charset, struct bytes octets, struct buffer *text)
{
    static const struct {
        const char *name;
        bool (*append)(struct bytes octets, struct buffer *text);
    } known[] = {
        { "utf-8", append_utf8 },
        { "utf8", append_utf8 },
        { "us-ascii", unknown_to_utf8 },
        { "ascii", unknown_to_utf8 },
        { "iso-8859-1", append_windows_1252 }, /* what is sent under its name */
        { "latin1", append_windows_1252 },
        { "windows-1252", append_windows_1252 },
        { "cp1252", append_windows_1252 },
        { "iso-8859-15", append_latin_9 },
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (charset.left == strlen(known[i].name) &&
            strncasecmp((const char *)charset.at, known[i].name, charset.left) == 0) {
            return known[i].append(octets, text);
        }
    }
    return false;
}

/* RFC 2047 section 4.2. */
static bool decode_q(struct bytes encoded, struct buffer *octets)
{
    while (encoded.left > 0) {
        int high = encoded.left >= 3 && encoded.at[0] == '=' ? hex_digit(encoded.at[1]) : -1;
        int low = high >= 0 ? hex_digit(encoded.at[2]) : -1;
        uint8_t byte = encoded.at[0] == '_' ? ' ' : encoded.at[0];
        struct bytes taken;
        if (low >= 0) {
            byte = (uint8_t)(high << 4 | low);
        }
        if (!bytes_take(&encoded, low >= 0 ? 3 : 1, &taken) || !buffer_append_byte(octets, byte)) {
            return false;
        }
    }
    return true;
}

/* RFC 2047 section 4.1. */
static bool decode_b(struct bytes encoded, struct buffer *octets)
{
    uint32_t group = 0;
    unsigned bits = 0;
    for (size_t i = 0; i < encoded.left; i++) {
        if (!base64_standard(encoded.at[i])) {
            continue;
        }
        group = group << 6 | base64_value(encoded.at[i]);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            if (!buffer_append_byte(octets, (uint8_t)(group >> bits))) {
                return false;
            }
        }
    }
    return true;
}

/* `=?charset[*language]?encoding?text?=` (RFC 2047 section 2, RFC 2231 section 5). */
struct encoded_word {
    struct bytes charset, text;
    bool base64;
};

static bool take_encoded_word(struct bytes *line, struct encoded_word *word)
{
    struct bytes rest = *line, opening, encoding, closing, language;
    rest.left = rest.left < ENCODED_WORD_MAX ? rest.left : ENCODED_WORD_MAX;
    size_t before = rest.left;
    if (!bytes_take(&rest, 2, &opening) || memcmp(opening.at, "=?", 2) != 0 ||
        !bytes_take_until(&rest, '?', &word->charset) || !bytes_take_until(&rest, '?', &encoding) ||
        encoding.left != 1 || !bytes_take_until(&rest, '?', &word->text) ||
        !bytes_take(&rest, 1, &closing) || closing.at[0] != '=') {
        return false;
    }
    language = word->charset;
    struct bytes charset;
    if (bytes_take_until(&language, '*', &charset)) {
        word->charset = charset;
    }
    uint8_t kind = encoding.at[0] | 0x20;
    if (kind != 'b' && kind != 'q') {
        return false;
    }
    word->base64 = kind == 'b';
    return bytes_take(line, before - rest.left, &opening);
}

/* False when the word must stay as it stands. */
static bool append_encoded_word(const struct encoded_word *word, struct buffer *text)
{
    struct buffer octets = { 0 };
    bool decoded = word->base64 ? decode_b(word->text, &octets) : decode_q(word->text, &octets);
    decoded = decoded && charset_to_utf8(word->charset, buffer_bytes(&octets), text);
    buffer_clear(&octets);
    return decoded;
}

/* Blanks between two encoded words are no text (RFC 2047 section 6.2). */
static void skip_blanks_before_word(struct bytes *line)
{
    struct bytes rest = *line, blank;
    struct encoded_word word;
    while (rest.left > 0 && (rest.at[0] == ' ' || rest.at[0] == '\t')) {
        if (!bytes_take(&rest, 1, &blank)) {
            return;
        }
    }
    struct bytes ahead = rest;
    if (take_encoded_word(&ahead, &word)) {
        *line = rest;
    }
}

/* How many bytes stand before the next `=?`, at least 1. */
static size_t plain_length(struct bytes line)
{
    for (size_t at = 1; at + 1 < line.left; at++) {
        const uint8_t *found = memchr(line.at + at, '=', line.left - at);
        if (found == NULL) {
            break;
        }
        at = (size_t)(found - line.at);
        if (at + 1 < line.left && line.at[at + 1] == '?') {
            return at;
        }
    }
    return line.left;
}

bool encoded_word_decode(struct bytes line, struct buffer *text)
{
    while (line.left > 0) {
        struct bytes ahead = line, plain;
        struct encoded_word word;
        if (take_encoded_word(&ahead, &word) && append_encoded_word(&word, text)) {
            line = ahead;
            skip_blanks_before_word(&line);
            continue;
        }
        if (!bytes_take(&line, plain_length(line), &plain) || !unknown_to_utf8(plain, text)) {
            return false;
        }
    }
    return true;
}
