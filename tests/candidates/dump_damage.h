#ifndef DUMP_DAMAGE_H
#define DUMP_DAMAGE_H

#include <stdio.h>

#include "candidates/damage.h"

/* Dumps of words, as programs print them when they are not told otherwise. */

struct dump_of_words {
    const char *offset; /* of a line */
    const char *group;
    size_t word; /* octets of one; the last is filled up by zeros */
    bool big;    /* it begins with its high octet */
    size_t row;  /* octets of a line */
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static inline void dump_words(struct bytes from, const struct dump_of_words *dump,
                              struct buffer *into)
{
    char text[40];
    for (size_t at = 0; at < from.left; at += dump->word) {
        unsigned long long value = 0;
        for (size_t i = 0; i < dump->word; i++) {
            const unsigned long long octet = at + i < from.left ? from.at[at + i] : 0;
            value |= octet << 8 * (dump->big ? dump->word - 1 - i : i);
        }
        if (at % dump->row == 0) {
            snprintf(text, sizeof(text), dump->offset, (unsigned)at);
            put(into, at > 0 ? "\n" : "");
            put(into, text);
        }
        snprintf(text, sizeof(text), dump->group, value);
        put(into, text);
    }
    snprintf(text, sizeof(text), dump->offset, (unsigned)from.left);
    put(into, "\n");
    put(into, text);
    put(into, "\n");
}
#pragma GCC diagnostic pop

#define WORDS(name, offset, group, word, big)                                                      \
    static inline void name(struct bytes from, struct buffer *into)                                \
    {                                                                                              \
        dump_words(from, &(struct dump_of_words){ offset, group, word, big, 16 }, into);           \
    }

WORDS(words_hexdump, "%07x", " %04llx", 2, false)
WORDS(words_od, "%07o", " %06llo", 2, false)
WORDS(words_od_b, "%07o", " %03llo", 1, false)
WORDS(words_od_x4, "%07o", " %08llx", 4, false)
WORDS(words_od_x8, "%07o", " %016llx", 8, false)
WORDS(words_xxd_e, "%08x:", " %08llx", 4, false)
WORDS(words_sparc, "%07o", " %04llx", 2, true)

WORDS(words_od_bare, "", " %04llx", 2, false)
WORDS(words_bare_x4, "", " %08llx", 4, false)

/* In columns, decimal or octal ones (bytes/column_dump.h). */
WORDS(columns_u1, "%07o", " %3llu", 1, true)
WORDS(columns_u1_bare, "", " %3llu", 1, true)
WORDS(columns_u1_decimal, "%07u", " %3llu", 1, true)
WORDS(columns_u2, "%07o", " %5llu", 2, false)
WORDS(columns_u2_bare, "", " %5llu", 2, false)
WORDS(columns_u4, "%07o", " %10llu", 4, false)
WORDS(columns_u8, "%07o", " %20llu", 8, false)
WORDS(columns_sparc, "%07o", " %5llu", 2, true)
WORDS(columns_b_bare, "", " %03llo", 1, true)
WORDS(columns_o_bare, "", " %06llo", 2, false)
WORDS(columns_hexdump_d, "%07x", "   %05llu", 2, false)
WORDS(columns_hexdump_o, "%07x", "  %06llo", 2, false)
WORDS(columns_hexdump_x, "%07x", "    %04llx", 2, false)

/* Items of less than their column, as od writes them right in it: signed, binary or shown. */
static inline void shown_octet(uint8_t octet, bool named, char *text, size_t room)
{
    static const char letters[] = "0......abtnvfr";
    if (named && (octet == '\n' || octet == ' ')) {
        snprintf(text, room, "  %s", octet == ' ' ? "sp" : "nl");
    } else if (octet >= ' ' && octet <= '~') {
        snprintf(text, room, "   %c", octet);
    } else if (octet < sizeof(letters) - 1 && letters[octet] != '.') {
        snprintf(text, room, "  \\%c", letters[octet]);
    } else {
        snprintf(text, room, " %03o", octet);
    }
}

static inline void dump_shown(struct bytes from, const char *offset, bool named,
                              struct buffer *into)
{
    char text[40];
    for (size_t at = 0; at < from.left; at++) {
        if (at % 16 == 0) {
            put(into, at > 0 ? "\n" : "");
            snprintf(text, sizeof(text), "%07zo", at);
            put(into, offset != NULL ? text : "");
        }
        shown_octet(from.at[at], named, text, sizeof(text));
        put(into, text);
    }
    put(into, "\n");
}

static inline void columns_od_c(struct bytes from, struct buffer *into)
{
    dump_shown(from, "", false, into);
}

static inline void columns_od_c_bare(struct bytes from, struct buffer *into)
{
    dump_shown(from, NULL, false, into);
}

static inline void columns_od_a(struct bytes from, struct buffer *into)
{
    dump_shown(from, "", true, into);
}

static inline void columns_d1(struct bytes from, struct buffer *into)
{
    char text[40];
    for (size_t at = 0; at < from.left; at++) {
        if (at % 16 == 0) {
            snprintf(text, sizeof(text), "%s%07zo", at > 0 ? "\n" : "", at);
            put(into, text);
        }
        snprintf(text, sizeof(text), " %4d", from.at[at] < 128 ? from.at[at] : from.at[at] - 256);
        put(into, text);
    }
    put(into, "\n");
}

static inline void columns_xxd_b(struct bytes from, struct buffer *into)
{
    char text[40];
    for (size_t at = 0; at < from.left; at++) {
        if (at % 6 == 0) {
            snprintf(text, sizeof(text), "%s%08zx:", at > 0 ? "  text\n" : "", at);
            put(into, text);
        }
        put(into, " ");
        for (unsigned bit = 8; bit > 0; bit--) {
            put(into, (from.at[at] >> (bit - 1) & 1) != 0 ? "1" : "0");
        }
    }
    put(into, "\n");
}

/* As gdb prints memory: x/8xb, x/4xw of a variable that has a name, and x/2xg. */
static inline void gdb_octets(struct bytes from, struct buffer *into)
{
    dump_words(from, &(struct dump_of_words){ "0x7ffff7a%05x:", "\t0x%02llx", 1, true, 8 }, into);
}

WORDS(gdb_words, "0x555555%06x <server_key+16>:", "\t0x%08llx", 4, false)
WORDS(gdb_giants, "0x7ffff7a%05x:", "\t0x%016llx", 8, false)
WORDS(lldb_octets, "0x7ff7bfe%05x:", " %02llx", 1, true)
WORDS(tcpdump_x, "\t0x%04x: ", " %04llx", 2, true)

/* `show running-config` of Cisco's: eight digits, seven times. */
static inline void hex_cisco(struct bytes from, struct buffer *into)
{
    put(into, "crypto ca certificate chain x\n certificate ca 01");
    for (size_t at = 0; at < from.left; at++) {
        char octet[8];
        put(into, at % 28 == 0 ? "\n    " : at % 4 == 0 ? " " : "");
        snprintf(octet, sizeof(octet), "%02x", from.at[at]);
        put(into, octet);
    }
    put(into, "\n  quit\n");
}

#endif
