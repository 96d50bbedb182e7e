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
