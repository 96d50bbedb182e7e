#include "bytes/octet_list.h"

#include "bytes/hex_text.h"

/* Between two numbers: indentation of a line, too. */
#define GAP_MAX        64
#define DECIMAL_DIGITS 3
#define COUNT_DIGITS   7

static bool is_word(uint8_t character)
{
    return (character >= '0' && character <= '9') || character == '_' || character == '.' ||
           ((character | 0x20) >= 'a' && (character | 0x20) <= 'z');
}

static bool is_gap(uint8_t character)
{
    return character == ' ' || character == '\t' || character == '\r' || character == '\n' ||
           character == ',' || character == ';';
}

/* One or two digits behind 0x. */
static size_t read_hex(struct bytes text, unsigned *value)
{
    size_t at = 2;
    *value = 0;
    while (at < text.left && at < 4 && hex_digit(text.at[at]) >= 0) {
        *value = *value << 4 | (unsigned)hex_digit(text.at[at++]);
    }
    return at > 2 ? at : 0;
}

static size_t read_decimal(struct bytes text, size_t from, unsigned *value)
{
    size_t at = from;
    *value = 0;
    while (at < text.left && at - from < DECIMAL_DIGITS && text.at[at] >= '0' &&
           text.at[at] <= '9') {
        *value = *value * 10 + (unsigned)(text.at[at++] - '0');
    }
    const bool zeros = at > from + 1 && text.at[from] == '0';
    return at > from && !zeros ? at : 0;
}

static size_t read_octet(struct bytes text, unsigned *value)
{
    if (text.left > 2 && text.at[0] == '0' && (text.at[1] | 0x20) == 'x') {
        return read_hex(text, value);
    }
    const bool negative = text.left > 0 && text.at[0] == '-';
    const size_t length = read_decimal(text, negative ? 1 : 0, value);
    if (length == 0 || *value > (negative ? 128u : 255u) || (negative && *value == 0)) {
        return 0;
    }
    *value = negative ? 256 - *value : *value;
    return length;
}

bool octet_list_take(struct bytes *text, uint8_t *octet)
{
    unsigned value;
    const size_t length = read_octet(*text, &value);
    struct bytes number;
    if (length == 0 || (length < text->left && is_word(text->at[length])) ||
        !bytes_take(text, length, &number)) {
        return false;
    }
    *octet = (uint8_t)value;
    return true;
}

static size_t gap_run(struct bytes text, size_t at)
{
    while (at < text.left && at < GAP_MAX && is_gap(text.at[at])) {
        at++;
    }
    return at;
}

/* Behind a name that only counts, `"17":`; where there is none, `at`. */
static size_t behind_count(struct bytes text, size_t at)
{
    const uint8_t quote = at < text.left ? text.at[at] : '\0';
    size_t end = at + 1;
    if (quote != '"' && quote != '\'') {
        return at;
    }
    while (end < text.left && end - at <= COUNT_DIGITS && text.at[end] >= '0' &&
           text.at[end] <= '9') {
        end++;
    }
    const bool counts =
        end > at + 1 && text.left - end > 2 && text.at[end] == quote && text.at[end + 1] == ':';
    return counts ? gap_run(text, end + 2) : at;
}

size_t octet_list_gap(struct bytes text)
{
    size_t at = gap_run(text, 0);
    at = at > 0 ? behind_count(text, at) : 0;
    unsigned value;
    return at > 0 && at < text.left &&
                   read_octet(bytes_over(text.at + at, text.left - at), &value) > 0
               ? at
               : 0;
}

void octet_list_add(struct octet_list *list, struct bytes number, bool ends)
{
    const bool prefixed = number.left > 2 && (number.at[1] | 0x20) == 'x';
    list->count++;
    list->prefixed = list->prefixed || prefixed;
    list->bare = list->bare || !prefixed;
    list->plain = list->plain || (ends && number.left != (prefixed ? 4 : 2));
}

struct octet_list octet_list_look(struct bytes text)
{
    struct octet_list list = { 0 };
    uint8_t octet;
    const uint8_t *begin = text.at, *front = text.at;
    while (octet_list_take(&text, &octet)) {
        octet_list_add(&list, bytes_over(front, (size_t)(text.at - front)), text.left > 0);
        list.length = (size_t)(text.at - begin);
        const size_t gap = octet_list_gap(text);
        struct bytes skipped;
        if (gap == 0 || !bytes_take(&text, gap, &skipped)) {
            break;
        }
        front = text.at;
    }
    return list;
}
