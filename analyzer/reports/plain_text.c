#include "reports/plain_text.h"

#include <stdio.h>
#include <string.h>

#include "bytes/utf8.h"

struct character {
    struct bytes octets;
    uint32_t code;
    bool valid; /* UTF-8, RFC 3629 section 4 */
};

/* Takes the next character, or one octet that is none. False at the end. */
static bool take_character(struct bytes *text, struct character *next)
{
    const struct bytes before = *text;
    struct bytes rest = before;
    *next = (struct character){ 0 };
    next->valid = utf8_take(&rest, &next->code);
    return bytes_take(text, next->valid ? before.left - rest.left : 1, &next->octets);
}

/* The printing ASCII in front, but for `also`: most of what is written, and appended at once. */
static bool put_plain(struct bytes *text, const char *also, struct buffer *into)
{
    struct bytes plain;
    size_t length = 0;
    while (length < text->left && text->at[length] >= 0x20 && text->at[length] < 0x7f &&
           text->at[length] != (uint8_t)also[0] &&
           (also[0] == '\0' || text->at[length] != (uint8_t)also[1])) {
        length++;
    }
    return length == 0 || (bytes_take(text, length, &plain) && buffer_append(into, plain));
}

static bool put_percent(struct bytes octets, struct buffer *into)
{
    for (size_t i = 0; i < octets.left; i++) {
        char escaped[4];
        (void)snprintf(escaped, sizeof(escaped), "%%%02X", (unsigned)octets.at[i]);
        if (!buffer_append_text(into, escaped)) {
            return false;
        }
    }
    return true;
}

/* `also`: two characters that are escaped too, or none. */
static bool print(struct bytes text, const char *also, struct buffer *into)
{
    struct character next;
    while (put_plain(&text, also, into)) {
        if (!take_character(&text, &next)) {
            return true;
        }
        bool escaped = !next.valid || utf8_is_unsafe(next.code) ||
                       (next.code < 0x80 && strchr(also, (int)next.code) != NULL);
        if (!(escaped ? put_percent(next.octets, into) : buffer_append(into, next.octets))) {
            return false;
        }
    }
    return false;
}

bool plain_text_print(struct bytes text, struct buffer *into)
{
    return print(text, "", into);
}

bool plain_text_print_path(struct bytes path, struct buffer *into)
{
    return print(path, "%!", into);
}

static bool put_json_character(const struct character *next, struct buffer *into)
{
    char escaped[8];
    if (!next->valid) {
        return put_percent(next->octets, into);
    }
    if (next->code == '"' || next->code == '\\') {
        return buffer_append_byte(into, '\\') && buffer_append(into, next->octets);
    }
    if (utf8_is_unsafe(next->code)) { /* all of them stand below U+10000 */
        (void)snprintf(escaped, sizeof(escaped), "\\u%04x", (unsigned)(next->code & 0xffff));
        return buffer_append_text(into, escaped);
    }
    return buffer_append(into, next->octets);
}

bool plain_text_print_json(struct bytes text, struct buffer *into)
{
    struct character next;
    bool kept = buffer_append_byte(into, '"');
    while (kept) {
        kept = put_plain(&text, "\"\\", into);
        if (!kept || !take_character(&text, &next)) {
            break;
        }
        kept = put_json_character(&next, into);
    }
    return kept && buffer_append_byte(into, '"');
}

static bool needs_quotes(struct bytes text)
{
    for (size_t i = 0; i < text.left; i++) {
        if (text.at[i] == '"' || text.at[i] == ',' || text.at[i] == ';' || text.at[i] == ' ') {
            return true;
        }
    }
    return text.left > 0 && memchr("=+-@", text.at[0], 4) != NULL;
}

static bool put_quoted(struct bytes text, struct buffer *into)
{
    bool kept = buffer_append_byte(into, '"');
    for (size_t i = 0; kept && i < text.left; i++) {
        kept = (text.at[i] != '"' || buffer_append_byte(into, '"')) &&
               buffer_append_byte(into, text.at[i]);
    }
    return kept && buffer_append_byte(into, '"');
}

/* As they are written, and as wide as the characters beside which they stand in East Asian texts:
 * where these are written, programs take one for the other. */
static const char *const formula_signs[] = {
    "=", "+", "-", "@", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"
};

static size_t formula_sign(struct bytes text)
{
    for (size_t i = 0; i < sizeof(formula_signs) / sizeof(formula_signs[0]); i++) {
        if (bytes_begin_with(text, formula_signs[i])) {
            return strlen(formula_signs[i]);
        }
    }
    return 0;
}

/* What a spreadsheet evaluates; a serial number below 0 is none of that. */
static bool begins_formula(struct bytes text)
{
    size_t digits = 0;
    if (formula_sign(text) == 0) {
        return false;
    }
    while (digits + 1 < text.left && text.at[digits + 1] >= '0' && text.at[digits + 1] <= '9') {
        digits++;
    }
    return text.at[0] != '-' || digits == 0 || digits + 1 < text.left;
}

/* To the next place where a cell may begin: behind a semicolon, which ends one where a comma is
 * that of a fraction, and with a quote in front of it or a blank. */
static bool take_cell(struct bytes *text, struct bytes *cell)
{
    const uint8_t *end = memchr(text->at, ';', text->left);
    size_t length = end != NULL ? (size_t)(end - text->at) + 1 : text->left;
    while (end != NULL && length < text->left &&
           (text->at[length] == '"' || text->at[length] == ' ')) {
        length++;
    }
    return bytes_take(text, length, cell);
}

static bool put_without_formula(struct bytes text, struct buffer *into)
{
    struct bytes cell, sign;
    bool kept = true;
    while (kept && text.left > 0) {
        kept = take_cell(&text, &cell) &&
               (!begins_formula(cell) ||
                (bytes_take(&cell, formula_sign(cell), &sign) && put_percent(sign, into))) &&
               plain_text_print(cell, into);
    }
    return kept;
}

/* Line breaks are gone after the first step, so one row is one line. */
bool plain_text_print_csv(struct bytes text, struct buffer *into)
{
    struct buffer safe = { 0 };
    bool kept = put_without_formula(text, &safe);
    struct bytes cell = buffer_bytes(&safe);
    kept = kept && (needs_quotes(cell) ? put_quoted(cell, into) : buffer_append(into, cell));
    buffer_clear(&safe);
    return kept;
}
