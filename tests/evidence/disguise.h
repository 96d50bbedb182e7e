#ifndef DISGUISE_H
#define DISGUISE_H

#include <string.h>

#include "buffer.h"
#include "suite.h"

/* The same thing as it comes along in mails, in JSON, in encodings of bytes. */
enum disguise {
    DISGUISE_NONE,
    DISGUISE_QUOTED, /* "> " before each line */
    DISGUISE_JSON,   /* a string, line ends as \n, quotes as \" */
    DISGUISE_CRLF,
    DISGUISE_HTML, /* <br> at the end of each line */
    DISGUISE_BASE64,
    DISGUISE_HEX,
    DISGUISE_UTF16,
    DISGUISES
};

static inline bool disguise_is_of_text(enum disguise disguise)
{
    return disguise != DISGUISE_NONE && disguise != DISGUISE_BASE64 && disguise != DISGUISE_HEX;
}

static inline void disguise_character(enum disguise disguise, const uint8_t *at, bool first,
                                      struct buffer *made)
{
    const char character[2] = { (char)*at, 0 };
    if (disguise == DISGUISE_QUOTED && (first || at[-1] == '\n')) {
        ck_assert(buffer_append_text(made, "> "));
    }
    if (disguise == DISGUISE_JSON && (*at == '\n' || *at == '"' || *at == '\\')) {
        ck_assert(buffer_append_text(made, *at == '\n' ? "\\n" : *at == '"' ? "\\\"" : "\\\\"));
        return;
    }
    if (disguise == DISGUISE_HTML && *at == '\n') {
        ck_assert(buffer_append_text(made, "<br>"));
    }
    if (disguise == DISGUISE_CRLF && *at == '\n') {
        ck_assert(buffer_append_text(made, "\r"));
    }
    ck_assert(buffer_append(made, bytes_over(character, 1)));
    if (disguise == DISGUISE_UTF16) {
        ck_assert(buffer_append_byte(made, 0));
    }
}

static inline void disguise_base64(struct bytes content, struct buffer *made)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < content.left; i += 3) {
        uint32_t bits = 0;
        size_t left = content.left - i;
        for (size_t k = 0; k < 3; k++) {
            bits = bits << 8 | (k < left ? content.at[i + k] : 0);
        }
        for (size_t k = 0; k < 4; k++) {
            const char value = k <= left ? alphabet[bits >> (18 - 6 * k) & 63] : '=';
            ck_assert(buffer_append(made, bytes_over(&value, 1)));
        }
        if (i / 3 % 19 == 18) {
            ck_assert(buffer_append_byte(made, '\n'));
        }
    }
}

static inline void disguise_hex(struct bytes content, struct buffer *made)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < content.left; i++) {
        ck_assert(buffer_append_byte(made, (uint8_t)digits[content.at[i] >> 4]));
        ck_assert(buffer_append_byte(made, (uint8_t)digits[content.at[i] & 15]));
    }
}

/* With something before it and behind it. */
static inline struct buffer disguise_make(enum disguise disguise, struct bytes content)
{
    static const struct {
        const char *front, *back;
    } around[DISGUISES] = {
        [DISGUISE_NONE] = { "", "" },
        [DISGUISE_QUOTED] = { "He wrote:\n", "\n\n> bye\n" },
        [DISGUISE_JSON] = { "{\"key\": \"", "\", \"more\": 1}\n" },
        [DISGUISE_CRLF] = { "Dear Sir,\r\n", "\r\nbye\r\n" },
        [DISGUISE_HTML] = { "<p>", "</p>\n" },
        [DISGUISE_BASE64] = { "\n", "\n" },
        [DISGUISE_HEX] = { "0x", "\n" },
        [DISGUISE_UTF16] = { "\xff\xfe", "" },
    };
    struct buffer made = { 0 };
    ck_assert(buffer_append_text(&made, around[disguise].front));
    if (disguise == DISGUISE_BASE64) {
        disguise_base64(content, &made);
    } else if (disguise == DISGUISE_HEX) {
        disguise_hex(content, &made);
    } else {
        for (size_t i = 0; i < content.left; i++) {
            disguise_character(disguise, content.at + i, i == 0, &made);
        }
    }
    ck_assert(buffer_append_text(&made, around[disguise].back));
    return made;
}

#endif
