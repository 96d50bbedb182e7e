#ifndef DAMAGE_H
#define DAMAGE_H

#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "candidates/substitution.h"
#include "suite.h"

/* What happens to a key on its way into a leak. Each turns a text into another
 * one; they are applied one after the other. */

struct damage {
    const char *name;
    void (*apply)(struct bytes from, struct buffer *into);
};

SUBSTITUTION(escape_json, { '\n', "\\n" }, { '\r', "\\r" }, { '\\', "\\\\" }, { '"', "\\\"" },
             { '\t', "\\t" })
SUBSTITUTION(escape_json_slash, { '\n', "\\n" }, { '\r', "\\r" }, { '\\', "\\\\" }, { '"', "\\\"" },
             { '/', "\\/" })
SUBSTITUTION(escape_crlf, { '\n', "\\r\\n" }, { '\\', "\\\\" })
SUBSTITUTION(log_rsyslog, { '\n', "#012" }, { '\r', "#015" }, { '\t', "#011" })
SUBSTITUTION(log_caret, { '\n', "^J" }, { '\r', "^M" }, { '\t', "^I" })
SUBSTITUTION(log_octal, { '\n', "\\012" }, { '\r', "\\015" }, { '\t', "\\011" })
SUBSTITUTION(escape_unicode, { '\n', "\\u000a" }, { '+', "\\u002b" }, { '\\', "\\u005c" },
             { '=', "\\u003d" })
SUBSTITUTION(escape_percent, { '\n', "%0A" }, { '\r', "%0D" }, { '+', "%2B" }, { '/', "%2F" },
             { '=', "%3D" }, { ' ', "%20" }, { '%', "%25" }, { '"', "%22" }, { '\\', "%5C" },
             { ':', "%3A" }, { '&', "%26" }, { '|', "%7C" }, { '>', "%3E" }, { '<', "%3C" },
             { '\t', "%09" })
SUBSTITUTION(form_of_lines, { '\n', "%0D%0A" }, { '\r', "%0D" }, { '+', "%2B" }, { '/', "%2F" },
             { '=', "%3D" }, { ' ', "+" }, { '%', "%25" }, { '"', "%22" }, { '\\', "%5C" },
             { ':', "%3A" }, { '&', "%26" }, { '|', "%7C" }, { '>', "%3E" }, { '<', "%3C" },
             { '\t', "%09" })

/* A line end is CRLF there, whether it was or not; a CR alone stays. */
static inline void escape_form(struct bytes from, struct buffer *into)
{
    for (size_t i = 0; i < from.left; i++) {
        if (from.at[i] != '\r' || i + 1 == from.left || from.at[i + 1] != '\n') {
            form_of_lines(bytes_over(from.at + i, 1), into);
        }
    }
}

SUBSTITUTION(escape_reference, { '\n', "&#10;" }, { '+', "&#43;" }, { '&', "&amp;" },
             { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" })
SUBSTITUTION(escape_reference_hex, { '\n', "&#xA;" }, { '/', "&#x2F;" }, { '&', "&amp;" },
             { '<', "&lt;" })
SUBSTITUTION(line_ends_crlf, { '\n', "\r\n" })
SUBSTITUTION(line_ends_cr, { '\n', "\r" })
SUBSTITUTION(line_ends_none, { '\n', "" })
SUBSTITUTION(line_ends_space, { '\n', " " })
SUBSTITUTION(dashes_en, { '-', "\xe2\x80\x93" })
SUBSTITUTION(dashes_em, { '-', "\xe2\x80\x94" })

/* RFC 2045 section 6.7: `=` and what is no ASCII escaped, 76 characters a line. */
static inline void escape_quoted(struct bytes from, struct buffer *into)
{
    size_t column = 0;
    for (size_t i = 0; i < from.left; i++) {
        bool plain = from.at[i] != '=' && from.at[i] < 127 &&
                     (from.at[i] >= ' ' || from.at[i] == '\n' || from.at[i] == '\t');
        /* The word that is looked for stays whole, as it does in nearly all mails. */
        bool within =
            i > 0 && i + 1 < from.left && from.at[i] >= 'B' && from.at[i] <= 'N' &&
            memmem(from.at + i - 1, 6 < from.left - i ? 6 : from.left - i, "BEG", 3) != NULL;
        if (column >= 72 && from.at[i] != '\n' && !within) {
            put(into, "=\n");
            column = 0;
        }
        char code[4];
        snprintf(code, sizeof(code), "=%02X", from.at[i]);
        put(into, plain ? (char[]){ (char)from.at[i], 0 } : code);
        column = from.at[i] == '\n' ? 0 : column + (plain ? 1 : 3);
    }
}

/* `format` makes the prefix of a line from its number. */
static inline void prefix_lines(struct bytes from, const char *(*prefix)(unsigned, char[96]),
                                const char *suffix, struct buffer *into)
{
    char memory[96];
    bool front = true;
    unsigned number = 7;
    for (size_t i = 0; i < from.left; i++) {
        if (front) {
            put(into, prefix(number++, memory));
        }
        front = from.at[i] == '\n';
        if (front) {
            put(into, suffix);
        }
        put_byte(into, from.at[i]);
    }
}

#define PREFIX(name, suffix, ...)                                                                  \
    static inline const char *prefix_##name(unsigned number, char memory[96])                      \
    {                                                                                              \
        (void)number;                                                                              \
        snprintf(memory, 96, __VA_ARGS__);                                                         \
        return memory;                                                                             \
    }                                                                                              \
    static inline void name(struct bytes from, struct buffer *into)                                \
    {                                                                                              \
        prefix_lines(from, prefix_##name, suffix, into);                                           \
    }

PREFIX(quote, "", "> ")
PREFIX(quote_tight, "", ">")
PREFIX(quote_twice, "", "> > ")
PREFIX(quote_bar, "", "| ")
PREFIX(indent, "", "    ")
PREFIX(indent_tab, "", "\t\t")
PREFIX(number_colon, "", "%u: ", number)
PREFIX(number_wide, "", "%6u  ", number)
PREFIX(number_tab, "", "%u\t", number)
PREFIX(diff_plus, "", "+")
PREFIX(diff_minus, "", "-")
PREFIX(comment_hash, "", "# ")
PREFIX(comment_slashes, "", "// ")
PREFIX(log_syslog, "", "Nov %2u 09:%02u:17 host7 app[%u]: ", number % 28 + 1, number % 60,
       1000 + number)
PREFIX(log_iso, "", "2026-11-%02uT09:%02u:%02u.%03uZ INFO [main-3] c.e.Keys - ", number % 28 + 1,
       number % 60, number % 59, number * 37 % 1000)
/* A cell of a table of psql: lines as wide as the widest, and behind each but the last a `+`. */
static inline void psql_cell(struct bytes from, struct buffer *into)
{
    size_t widest = 0, column = 0;
    for (size_t i = 0; i < from.left; i++) {
        column = from.at[i] == '\n' ? 0 : column + 1;
        widest = column > widest ? column : widest;
    }
    put(into, "  7 | ");
    column = 0;
    for (size_t i = 0; i < from.left; i++) {
        const bool ends = from.at[i] == '\n';
        for (; ends && column < widest; column++) {
            put(into, " ");
        }
        column = ends ? 0 : column + 1;
        put(into, ends ? "+| \n    | " : (char[]){ (char)from.at[i], 0 });
    }
}

PREFIX(source_plus, "\\n\" +", "    \"")
PREFIX(source_dot, "\\n' .", "  '")
PREFIX(source_list, "\\n\"", "\t\"")

/* A list's footer between two lines of the key. */
static inline void footer_inside(struct bytes from, struct buffer *into)
{
    unsigned lines = 0, wanted = 3;
    for (size_t i = 0; i < from.left; i++) {
        put_byte(into, from.at[i]);
        if (from.at[i] == '\n' && ++lines == wanted) {
            put(into, "_______________________________________________\n"
                      "Keys mailing list\nKeys@lists.example.org\n"
                      "https://lists.example.org/listinfo/keys\n\n");
        }
    }
}

static inline void headers(struct bytes from, struct buffer *into)
{
    size_t end = 0;
    while (from.at[end] != '\n') {
        put_byte(into, from.at[end++]);
    }
    put(into, "\nComment: made by hand\nSubject: CN=www.example.org,O=Example\n\n");
    must(buffer_append(into, bytes_over(from.at + end + 1, from.left - end - 1)));
}

static inline void bag_attributes(struct bytes from, struct buffer *into)
{
    put(into, "Bag Attributes\n    friendlyName: www.example.org\n"
              "    localKeyID: 54 69 6D 65 20 31 36 \nKey Attributes: <No Attributes>\n");
    must(buffer_append(into, from));
}

/* Other line lengths: `lengths` in turn. The armour's own lines stay. */
static inline void wrap(struct bytes from, const unsigned *lengths, size_t count,
                        struct buffer *into)
{
    size_t turn = 0, column = 0;
    bool armour = false;
    for (size_t i = 0; i < from.left; i++) {
        bool first = i == 0 || from.at[i - 1] == '\n';
        armour = first ? from.at[i] == '-' : armour;
        if (first && armour && column > 0) {
            put_byte(into, '\n');
            column = 0;
        }
        if (from.at[i] == '\n' && !armour) {
            continue;
        }
        put_byte(into, from.at[i]);
        if (!armour && ++column == lengths[turn % count]) {
            put_byte(into, '\n');
            column = 0;
            turn++;
        }
    }
}

#define WRAP(name, ...)                                                                            \
    static inline void name(struct bytes from, struct buffer *into)                                \
    {                                                                                              \
        static const unsigned lengths[] = { __VA_ARGS__ };                                         \
        wrap(from, lengths, sizeof(lengths) / sizeof(lengths[0]), into);                           \
    }

WRAP(wrap_63, 63)
WRAP(wrap_65, 65)
WRAP(wrap_76, 76)
WRAP(wrap_78, 78)
WRAP(wrap_mixed, 64, 60, 71, 33, 64, 75)
WRAP(wrap_long, 4096)

/* Dashes of the armour: as many as told. */
static inline void dash_count(struct bytes from, int count, struct buffer *into)
{
    for (size_t i = 0; i < from.left; i++) {
        if (from.left - i >= 5 && memcmp(from.at + i, "-----", 5) == 0) {
            put(into, &"------"[6 - count]);
            i += 4;
            continue;
        }
        put_byte(into, from.at[i]);
    }
}

static inline void dashes_4(struct bytes from, struct buffer *into)
{
    dash_count(from, 4, into);
}

static inline void dashes_6(struct bytes from, struct buffer *into)
{
    dash_count(from, 6, into);
}

/* Without the END of the key, which parameters may stand before, and what follows. */
static inline void no_end(struct bytes from, struct buffer *into)
{
    static const char parameters[] = "-----END EC PARAMETERS-----";
    const uint8_t *behind = memmem(from.at, from.left, parameters, sizeof(parameters) - 1);
    const size_t at = behind != NULL ? (size_t)(behind - from.at) + 1 : 0;
    const uint8_t *end = memmem(from.at + at, from.left - at, "-----END", 8);
    must(end != NULL);
    must(buffer_append(into, bytes_over(from.at, (size_t)(end - from.at))));
    put(into, "\nThat was all.\n");
}

static inline void begin_twice(struct bytes from, struct buffer *into)
{
    const uint8_t *end = memchr(from.at, '\n', from.left);
    must(buffer_append(into, bytes_over(from.at, (size_t)(end + 1 - from.at))));
    must(buffer_append(into, from));
}

static inline void in_json(struct bytes from, struct buffer *into)
{
    put(into, "{\"name\": \"www\", \"privateKey\": \"");
    escape_json(from, into);
    put(into, "\", \"next\": \"of no interest\"}\n");
}

static inline void in_mail(struct bytes from, struct buffer *into)
{
    put(into, "Here it is, as you asked:\n\n");
    must(buffer_append(into, from));
    put(into, "\nRegards,\nA. Person\n-- \nExample Ltd.\n");
}

static inline void utf16(struct bytes from, bool big_endian, struct buffer *into)
{
    for (size_t i = 0; i < from.left; i++) {
        unsigned unit = from.at[i];
        if (unit == 0xe2 && from.left - i >= 3) {
            unit = 0x2000 + (from.at[i + 2] & 0x3fu);
            i += 2;
        }
        put_byte(into, (uint8_t)(big_endian ? unit >> 8 : unit));
        put_byte(into, (uint8_t)(big_endian ? unit : unit >> 8));
    }
}

static inline void utf16_le(struct bytes from, struct buffer *into)
{
    utf16(from, false, into);
}

static inline void utf16_be(struct bytes from, struct buffer *into)
{
    utf16(from, true, into);
}

/* In the middle of bytes of a program. */
static inline void in_binary(struct bytes from, struct buffer *into)
{
    for (unsigned i = 0; i < 500; i++) {
        put_byte(into, (uint8_t)(i * i * 31 + i * 7 + (i >> 3)));
    }
    put_byte(into, 0xf1);
    put_byte(into, 0xf1);
    must(buffer_append(into, from));
    for (unsigned i = 0; i < 500; i++) {
        put_byte(into, (uint8_t)(0xf1 + i * i * 17));
    }
}

static inline void base64(struct bytes from, unsigned width, const char *alphabet,
                          struct buffer *into)
{
    size_t column = 0;
    for (size_t i = 0; i < from.left; i += 3) {
        size_t count = from.left - i < 3 ? from.left - i : 3;
        uint32_t bits = (uint32_t)from.at[i] << 16;
        bits |= count > 1 ? (uint32_t)from.at[i + 1] << 8 : 0;
        bits |= count > 2 ? from.at[i + 2] : 0u;
        for (size_t j = 0; j < 4; j++) {
            put_byte(into, j <= count ? (uint8_t)alphabet[bits >> (18 - 6 * j) & 63] : '=');
            if (width > 0 && ++column == width) {
                put_byte(into, '\n');
                column = 0;
            }
        }
    }
    put_byte(into, '\n');
}

#define STANDARD "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
#define FOR_URLS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

static inline void base64_line(struct bytes from, struct buffer *into)
{
    put(into, "tls.key: ");
    base64(from, 0, STANDARD, into);
}

static inline void base64_wrapped(struct bytes from, struct buffer *into)
{
    base64(from, 76, STANDARD, into);
}

/* Base64 in lines of 76 characters, with other ends of lines. */
static inline void base64_joined(struct bytes from, const char *before, const char *end,
                                 struct buffer *into)
{
    struct buffer text = { 0 };
    base64(from, 76, STANDARD, &text);
    put(into, before);
    for (size_t i = 0; i + 1 < text.used; i++) {
        if (text.at[i] == '\n') {
            put(into, end);
        } else {
            put_byte(into, text.at[i]);
        }
    }
    put_byte(into, '\n');
    buffer_clear(&text);
}

static inline void base64_crcrlf(struct bytes from, struct buffer *into)
{
    base64_joined(from, "", "\r\r\n", into);
}

static inline void base64_cr_escaped(struct bytes from, struct buffer *into)
{
    base64_joined(from, "", "\r\\n", into);
}

static inline void base64_spaces(struct bytes from, struct buffer *into)
{
    base64_joined(from, "", " ", into);
}

static inline void base64_diff(struct bytes from, struct buffer *into)
{
    base64_joined(from, "+", "\n+", into);
}

/* Behind other characters of base64, which are not of the same groups of four. */
static inline void base64_glued(struct bytes from, const char *text, const char *before,
                                struct buffer *into)
{
    struct buffer whole = { 0 };
    put(&whole, text);
    must(buffer_append(&whole, from));
    put(into, before);
    base64(buffer_bytes(&whole), 0, STANDARD, into);
    buffer_clear(&whole);
}

static inline void base64_glued_1(struct bytes from, struct buffer *into)
{
    base64_glued(from, "", "is it this:\nX", into);
}

static inline void base64_glued_2(struct bytes from, struct buffer *into)
{
    base64_glued(from, "\n", "secretdataXX", into);
    into->at[into->used - 1] = ';';
}

static inline void base64_glued_3(struct bytes from, struct buffer *into)
{
    base64_glued(from, "a\n", "key_", into);
}

static inline void base64_glued_far(struct bytes from, struct buffer *into)
{
    for (unsigned i = 0; i < 1001; i++) {
        put_byte(into, (uint8_t)STANDARD[(i * i * 31 + i * 7 + (i >> 3)) % 64]);
    }
    base64_glued(from, "\n", "", into);
}

static inline void base64_url(struct bytes from, struct buffer *into)
{
    base64(from, 0, FOR_URLS, into);
}

static inline void hex(struct bytes from, const char *before, const char *between, unsigned width,
                       struct buffer *into)
{
    char pair[8];
    for (size_t i = 0; i < from.left; i++) {
        snprintf(pair, sizeof(pair), "%02x", from.at[i]);
        put(into, before);
        put(into, pair);
        put(into, i + 1 < from.left ? between : "");
        put(into, (i + 1) % width == 0 ? "\n" : "");
    }
    put_byte(into, '\n');
}

static inline void hex_plain(struct bytes from, struct buffer *into)
{
    hex(from, "", "", 30, into);
}

static inline void hex_colons(struct bytes from, struct buffer *into)
{
    hex(from, "", ":", 15, into);
}

static inline void hex_damaged(struct bytes from, void (*apply)(struct bytes, struct buffer *),
                               struct buffer *into)
{
    struct buffer text = { 0 };
    hex_plain(from, &text);
    apply(buffer_bytes(&text), into);
    buffer_clear(&text);
}

static inline void hex_quoted(struct bytes from, struct buffer *into)
{
    hex_damaged(from, quote, into);
}

static inline void hex_quoted_twice(struct bytes from, struct buffer *into)
{
    hex_damaged(from, quote_twice, into);
}

static inline void hex_diff(struct bytes from, struct buffer *into)
{
    hex_damaged(from, diff_plus, into);
}

static inline void hex_escaped(struct bytes from, struct buffer *into)
{
    hex_damaged(from, escape_json, into);
}

static inline void hex_escaped_crlf(struct bytes from, struct buffer *into)
{
    hex_damaged(from, escape_crlf, into);
}

static inline void hex_array(struct bytes from, struct buffer *into)
{
    put(into, "static const unsigned char key[] = {\n");
    hex(from, "0x", ", ", 12, into);
    put(into, "};\n");
}

#endif
