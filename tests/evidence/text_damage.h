#ifndef TEXT_DAMAGE_H
#define TEXT_DAMAGE_H

#include <string.h>

#include "buffer.h"
#include "suite.h"

/* What happens to a text on its way into evidence. Each function appends what becomes of
 * the text. */

static inline void put(struct buffer *into, const char *text)
{
    ck_assert(buffer_append_text(into, text));
}

static inline void put_as_it_is(struct bytes text, struct buffer *into)
{
    ck_assert(buffer_append(into, text));
}

/* A mail's quoting, of lines that a mail program broke before: never outside of a
 * value, and as they came where `width` is SIZE_MAX. */
static inline void put_quoted_at(struct bytes text, struct buffer *into, const char *quote,
                                 size_t width)
{
    put(into, quote);
    for (size_t i = 0, column = 0; i < text.left; i++, column++) {
        if (text.at[i] == '\n' || column == width) {
            put(into, "\n");
            put(into, quote);
            column = 0;
        }
        if (text.at[i] != '\n') {
            ck_assert(buffer_append_byte(into, text.at[i]));
        }
    }
    put(into, "\n");
}

static inline void put_quoted(struct bytes text, struct buffer *into)
{
    put_quoted_at(text, into, "> ", SIZE_MAX);
}

static inline void put_wrapped(struct bytes text, struct buffer *into)
{
    put_quoted_at(text, into, "", 72);
}

static inline void put_wrapped_and_quoted(struct bytes text, struct buffer *into)
{
    put_quoted_at(text, into, "> > ", 72);
}

static inline void put_in_log(struct bytes text, struct buffer *into)
{
    put_quoted_at(text, into, "2026-02-27 10:15:00 INFO [main] ", SIZE_MAX);
}

static inline void put_json_string(struct bytes text, struct buffer *into)
{
    put(into, "{\"a\":\"b\",\"value\":\"");
    for (size_t i = 0; i < text.left; i++) {
        switch (text.at[i]) {
        case '"':
        case '\\':
        case '/':
            put(into, "\\");
            ck_assert(buffer_append_byte(into, text.at[i]));
            break;
        case '\n':
            put(into, "\\n");
            break;
        case '\r':
            put(into, "\\r");
            break;
        case '<':
            put(into, "\\u003c");
            break;
        case '+':
            put(into, "\\u002B");
            break;
        default:
            ck_assert(buffer_append_byte(into, text.at[i]));
        }
    }
    put(into, "\",\"c\":[1,2]}\n");
}

static inline void put_json_string_twice(struct bytes text, struct buffer *into)
{
    struct buffer once = { 0 };
    put_json_string(text, &once);
    put_json_string(buffer_bytes(&once), into);
    buffer_clear(&once);
}

/* A field of CSV, RFC 4180. */
static inline void put_csv(struct bytes text, struct buffer *into)
{
    put(into, "1,\"a \"\"key\"\"\",\"");
    for (size_t i = 0; i < text.left; i++) {
        put(into, text.at[i] == '"' ? "\"" : "");
        ck_assert(buffer_append_byte(into, text.at[i]));
    }
    put(into, "\",2026\r\n");
}

static inline void put_html(struct bytes text, struct buffer *into)
{
    put(into, "<pre>");
    for (size_t i = 0; i < text.left; i++) {
        const char *reference = text.at[i] == '<'   ? "&lt;"
                                : text.at[i] == '>' ? "&gt;"
                                : text.at[i] == '"' ? "&quot;"
                                                    : NULL;
        if (reference != NULL) {
            put(into, reference);
        } else {
            ck_assert(buffer_append_byte(into, text.at[i]));
        }
    }
    put(into, "</pre>\n");
}

/* Escaped for an address, all but letters and digits. */
static inline void put_percent(struct bytes text, struct buffer *into)
{
    static const char digits[] = "0123456789ABCDEF";
    put(into, "key=");
    for (size_t i = 0; i < text.left; i++) {
        uint8_t lower = text.at[i] | 0x20;
        if ((lower >= 'a' && lower <= 'z') || (text.at[i] >= '0' && text.at[i] <= '9')) {
            ck_assert(buffer_append_byte(into, text.at[i]));
            continue;
        }
        const char escape[] = { '%', digits[text.at[i] >> 4], digits[text.at[i] & 15], 0 };
        put(into, escape);
    }
    put(into, "&other=1\n");
}

/* Nothing is found by a name that was cut in two. */
static inline bool cuts_mark(struct bytes text, size_t at)
{
    size_t from = at > 10 ? at - 10 : 0, to = at + 10 < text.left ? at + 10 : text.left;
    return memmem(text.at + from, to - from, "kty", 3) != NULL ||
           memmem(text.at + from, to - from, "eyV", 3) != NULL ||
           memmem(text.at + from, to - from, "eyP", 3) != NULL;
}

/* A string literal of C# or Java, put together of pieces. */
static inline void put_literal(struct bytes text, struct buffer *into)
{
    put(into, "    string key = \"");
    for (size_t i = 0, column = 0; i < text.left; i++) {
        column++;
        if (column > 60 && !cuts_mark(text, i)) {
            column = 0;
            put(into, "\" +\n        \"");
        }
        if (text.at[i] == '"') {
            put(into, "\\");
        }
        if (text.at[i] == '\n' || text.at[i] == '\r') {
            put(into, text.at[i] == '\n' ? "\\n" : "\\r");
            continue;
        }
        ck_assert(buffer_append_byte(into, text.at[i]));
    }
    put(into, "\";\n");
}

static inline void put_base64(struct bytes text, struct buffer *into)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < text.left; i += 3) {
        uint32_t bits = (uint32_t)text.at[i] << 16;
        bits |= i + 1 < text.left ? (uint32_t)text.at[i + 1] << 8 : 0;
        bits |= i + 2 < text.left ? text.at[i + 2] : 0;
        const char group[] = { alphabet[bits >> 18],
                               alphabet[bits >> 12 & 63],
                               i + 1 < text.left ? alphabet[bits >> 6 & 63] : '=',
                               i + 2 < text.left ? alphabet[bits & 63] : '=',
                               i / 3 % 19 == 18 ? '\n' : 0,
                               0 };
        put(into, group);
    }
    put(into, "\n");
}

static inline void put_hex(struct bytes text, struct buffer *into)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < text.left; i++) {
        const char pair[] = { digits[text.at[i] >> 4], digits[text.at[i] & 15], 0 };
        put(into, pair);
    }
    put(into, "\n");
}

static inline void put_utf16(struct bytes text, struct buffer *into)
{
    for (size_t i = 0; i < text.left; i++) {
        ck_assert(buffer_append_byte(into, text.at[i]));
        ck_assert(buffer_append_byte(into, 0));
    }
}

#endif
