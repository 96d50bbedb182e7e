#ifndef MARKUP_DAMAGE_H
#define MARKUP_DAMAGE_H

#include "damage.h"

/* More of what happens to a key on its way into a leak: mark-up, dashes, other
 * character sets, dumps, wrong labels. */

/* Each line between `before` and `after`. */
static inline void enclose_lines(struct bytes from, const char *before, const char *after,
                                 const char *end, struct buffer *into)
{
    while (from.left > 0) {
        struct bytes line;
        if (!bytes_take_until(&from, '\n', &line)) {
            line = from;
            from = bytes_over(NULL, 0);
        }
        put(into, before);
        must(buffer_append(into, line));
        put(into, after);
        put(into, end);
    }
}

#define ENCLOSE(name, before, after, end)                                                          \
    static inline void name(struct bytes from, struct buffer *into)                                \
    {                                                                                              \
        enclose_lines(from, before, after, end, into);                                             \
    }

ENCLOSE(markup_break, "", "<br>", "\n")
ENCLOSE(markup_break_joined, "", "<br/>", "")
ENCLOSE(markup_paragraph, "<p>", "</p>", "\n")
ENCLOSE(markup_span, "<span class=\"line\" id=\"L7\">", "</span>", "\n")
ENCLOSE(markup_div, "<div style=\"font-family: monospace\">", "</div>", "")
ENCLOSE(markup_cell, "<td class=\"blob-num\">12</td><td>", "</td>", "\n")
ENCLOSE(markup_word, "<w:p><w:r><w:t xml:space=\"preserve\">", "</w:t></w:r></w:p>", "")
ENCLOSE(source_c, "    \"", "\\n\"", "\n")
ENCLOSE(source_java, "        + \"", "\\n\"", "\n")
ENCLOSE(source_php, "  . '", "' . PHP_EOL", "\n")
ENCLOSE(source_array, "  '", "',", "\n")
ENCLOSE(source_yaml, "      - ", "", "\n")
ENCLOSE(trailing_blanks, "", "   \t", "\n")
ENCLOSE(trailing_backslash, "", " \\", "\n")

SUBSTITUTION(markup_nbsp, { ' ', "&nbsp;" }, { '&', "&amp;" }, { '<', "&lt;" })
SUBSTITUTION(blanks_nbsp, { ' ', "\xc2\xa0" })
SUBSTITUTION(dashes_minus, { '-', "\xe2\x88\x92" })
SUBSTITUTION(dashes_markdown, { '-', "\\-" })
SUBSTITUTION(dashes_entity, { '-', "&ndash;" })

/* A character that nobody sees, every few characters of the payload. */
static inline void sprinkle(struct bytes from, const char *what, size_t step, struct buffer *into)
{
    size_t column = 0;
    bool armour = false;
    for (size_t i = 0; i < from.left; i++) {
        armour = column == 0 ? from.at[i] == '-' : armour;
        /* The word that is looked for stays whole. */
        bool within = i >= 2 && memmem(from.at + i - 2, from.left - i < 3 ? from.left - i + 2 : 5,
                                       "BEG", 3) != NULL;
        if (!armour && !within && column > 0 && column % step == 0 && from.at[i] != '\n') {
            put(into, what);
        }
        put_byte(into, from.at[i]);
        column = from.at[i] == '\n' ? 0 : column + 1;
    }
}

static inline void soft_hyphens(struct bytes from, struct buffer *into)
{
    sprinkle(from, "\xc2\xad", 21, into);
}

static inline void zero_width_spaces(struct bytes from, struct buffer *into)
{
    sprinkle(from, "\xe2\x80\x8b", 17, into);
}

static inline void soft_hyphen_entities(struct bytes from, struct buffer *into)
{
    sprinkle(from, "&shy;", 30, into);
}

static inline void word_breaks(struct bytes from, struct buffer *into)
{
    sprinkle(from, "<wbr>", 24, into);
}

/* The end of a page of a PDF in the middle. */
static inline void page_break(struct bytes from, struct buffer *into)
{
    unsigned lines = 0;
    for (size_t i = 0; i < from.left; i++) {
        put_byte(into, from.at[i]);
        if (from.at[i] == '\n' && ++lines == 4) {
            put(into, "\n                                   - 12 -\n\f"
                      "Example Ltd.              Confidential              Key ceremony 2017\n\n");
        }
    }
}

static inline void utf32(struct bytes from, bool big_endian, struct buffer *into)
{
    struct buffer wide = { 0 };
    utf16(from, big_endian, &wide);
    for (size_t i = 0; i + 1 < wide.used; i += 2) {
        must(buffer_append(into, bytes_over(big_endian ? "\0\0" : "", big_endian ? 2 : 0)));
        must(buffer_append(into, bytes_over(wide.at + i, 2)));
        must(buffer_append(into, bytes_over(big_endian ? "" : "\0\0", big_endian ? 0 : 2)));
    }
    buffer_clear(&wide);
}

static inline void utf32_le(struct bytes from, struct buffer *into)
{
    utf32(from, false, into);
}

static inline void utf32_be(struct bytes from, struct buffer *into)
{
    utf32(from, true, into);
}

/* RFC 2152: `+` is written `+-`, and `=` may be encoded. */
SUBSTITUTION(utf7, { '+', "+-" }, { '=', "+AD0-" })

/* EBCDIC, code page 037. */
static inline void ebcdic(struct bytes from, struct buffer *into)
{
    static const char ascii[] = " .<(+|&!$*);-/,%_>?`:#@'=\"abcdefghijklmnopqrstuvwxyz{}\\~[]^"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789\n\r\t";
    static const uint8_t code[] = {
        0x40, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f, 0x50, 0x5a, 0x5b, 0x5c, 0x5d, 0x5e, 0x60, 0x61,
        0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x79, 0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0x81, 0x82,
        0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97,
        0x98, 0x99, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xc0, 0xd0, 0xe0, 0xa1,
        0xba, 0xbb, 0xb0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xd1, 0xd2,
        0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8,
        0xe9, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0x25, 0x0d, 0x05
    };
    for (size_t i = 0; i < from.left; i++) {
        const char *place = from.at[i] != 0 ? strchr(ascii, from.at[i]) : NULL;
        put_byte(into, place != NULL ? code[place - ascii] : 0x6f);
    }
}

/* Dumps: 16 bytes a line with their offset, and the bytes as text beside. */
static inline void hex_dump(struct bytes from, int digits, const char *behind, const char *before,
                            size_t group, const char *gutter, const char *end, struct buffer *into)
{
    for (size_t at = 0; at < from.left; at += 16) {
        char number[32];
        snprintf(number, sizeof(number), digits == 7 ? "%0*o" : "%0*x", digits, (unsigned)at);
        put(into, number);
        put(into, behind);
        for (size_t i = 0; i < 16; i++) {
            char pair[4] = "  ";
            if (at + i < from.left) {
                snprintf(pair, sizeof(pair), "%02x", from.at[at + i]);
            }
            put(into, i % group == 0 ? before : "");
            put(into, i == 8 && group == 1 ? " " : "");
            put(into, pair);
        }
        put(into, gutter);
        for (size_t i = at; i < from.left && i < at + 16 && gutter[0] != '\0'; i++) {
            put_byte(into, from.at[i] >= ' ' && from.at[i] <= '~' ? from.at[i] : '.');
        }
        put(into, end);
    }
}

static inline void dump_hexdump(struct bytes from, struct buffer *into)
{
    hex_dump(from, 8, " ", " ", 1, "  |", "|\n", into);
}

static inline void dump_xxd(struct bytes from, struct buffer *into)
{
    hex_dump(from, 8, ":", " ", 2, "  ", "\n", into);
}

static inline void dump_od(struct bytes from, struct buffer *into)
{
    hex_dump(from, 7, "", " ", 1, "", "\n", into);
}

static inline void dump_wireshark(struct bytes from, struct buffer *into)
{
    hex_dump(from, 4, "  ", " ", 1, "   ", "\n", into);
}

static inline void hex_xxd_include(struct bytes from, struct buffer *into)
{
    put(into, "unsigned char server_key[] = {\n  ");
    hex(from, "0x", ", ", 12, into);
    put(into, "};\nunsigned int server_key_len = 12;\n");
}

static inline void hex_upper_colons(struct bytes from, struct buffer *into)
{
    for (size_t i = 0; i < from.left; i++) {
        char pair[8];
        snprintf(pair, sizeof(pair), i + 1 < from.left ? "%02X:" : "%02X\n", from.at[i]);
        put(into, pair);
    }
}

static inline void hex_escapes(struct bytes from, struct buffer *into)
{
    put(into, "key = b'");
    hex(from, "\\x", "", 1000000, into);
    into->at[into->used - 1] = '\'';
    put(into, "\n");
}

static inline void hex_sql(struct bytes from, struct buffer *into)
{
    put(into, "INSERT INTO `secrets` VALUES (7,'tls',0x");
    hex(from, "", "", 1000000, into);
    into->at[into->used - 1] = ')';
    put(into, ";\n");
}

/* Another word in the armour's label, wherever it stands. */
static inline void relabel(struct bytes from, const char *label, struct buffer *into)
{
    while (from.left > 0) {
        struct bytes line;
        if (!bytes_take_until(&from, '\n', &line)) {
            line = from;
            from = bytes_over(NULL, 0);
        }
        bool begin = line.left > 11 && memcmp(line.at, "-----BEGIN ", 11) == 0;
        bool end = line.left > 9 && memcmp(line.at, "-----END ", 9) == 0;
        if (begin || end) {
            put(into, begin ? "-----BEGIN " : "-----END ");
            put(into, label);
            put(into, "-----");
        } else {
            must(buffer_append(into, line));
        }
        put(into, "\n");
    }
}

#define RELABEL(name, label)                                                                       \
    static inline void name(struct bytes from, struct buffer *into)                                \
    {                                                                                              \
        relabel(from, label, into);                                                                \
    }

RELABEL(label_pkcs8, "PRIVATE KEY")
RELABEL(label_rsa, "RSA PRIVATE KEY")
RELABEL(label_certificate, "CERTIFICATE")
RELABEL(label_public, "PUBLIC KEY")
RELABEL(label_lower, "rsa private key")
RELABEL(label_translated, "CLE PRIVEE")
RELABEL(label_unknown, "SERVER KEY")

#endif
