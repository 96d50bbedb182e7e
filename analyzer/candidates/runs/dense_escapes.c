#include "candidates/runs/dense_escapes.h"

#include "bytes/hex_text.h"
#include "candidates/views/escaped_text.h"

/* The longest is `&#x04d;`; so many whole ones are asked for. */
#define ESCAPE_MOST 7
#define WHOLE_LEAST 2

static bool is_mark(uint8_t byte)
{
    return byte == '\\' || byte == '%' || byte == '&' || byte == '=';
}

static bool is_ascii(unsigned character)
{
    return (character >= ' ' && character < 0x7f) || character == '\n' || character == '\r' ||
           character == '\t';
}

/* Digits at the front of a number: how many. */
static size_t take_digits(struct bytes text, unsigned base, size_t most, unsigned *number)
{
    size_t count = 0;
    *number = 0;
    for (; count < most && count < text.left; count++) {
        const int digit = hex_digit(text.at[count]);
        if (digit < 0 || (unsigned)digit >= base) {
            break;
        }
        *number = *number * base + (unsigned)digit;
    }
    return count;
}

/* A mark, so many digits of this base, and an end where there is one. */
static const struct escape_form {
    const char *mark;
    unsigned base;
    size_t least, most;
    bool ends; /* with a semicolon */
} forms[] = {
    { "\\u00", 16, 2, 2, false }, { "\\", 8, 3, 3, false },  { "%", 16, 2, 2, false },
    { "=", 16, 2, 2, false },     { "&#x", 16, 2, 3, true }, { "&#", 10, 2, 3, true },
};

static size_t take_form(const struct escape_form *form, struct bytes text)
{
    size_t length = 0;
    unsigned number;
    for (; form->mark[length] != '\0'; length++) {
        if (length == text.left || text.at[length] != (uint8_t)form->mark[length]) {
            return 0;
        }
    }
    const size_t digits = take_digits(bytes_over(text.at + length, text.left - length), form->base,
                                      form->most, &number);
    length += digits;
    if (digits < form->least || !is_ascii(number) ||
        (form->ends && (length == text.left || text.at[length] != ';'))) {
        return 0;
    }
    return length + form->ends;
}

static size_t take_escape(struct bytes text)
{
    size_t length = 0;
    for (size_t i = 0; length == 0 && i < sizeof(forms) / sizeof(forms[0]); i++) {
        length = take_form(&forms[i], text);
    }
    return length;
}

unsigned dense_escapes_kind(struct bytes text)
{
    size_t at = 0, whole = 0;
    while (at < text.left && at < ESCAPE_MOST && !is_mark(text.at[at])) {
        at++;
    }
    if (at == text.left || at == ESCAPE_MOST) {
        return 0;
    }
    const unsigned kind = escaped_text_kind(text.at[at]);
    while (at < text.left && escaped_text_kind(text.at[at]) == kind) {
        const size_t length = take_escape(bytes_over(text.at + at, text.left - at));
        if (length == 0) {
            break;
        }
        at += length;
        whole++;
    }
    const bool cut =
        at < text.left && text.left - at < ESCAPE_MOST && escaped_text_kind(text.at[at]) == kind;
    return whole >= WHOLE_LEAST && (at >= text.left || cut) ? kind : 0;
}
