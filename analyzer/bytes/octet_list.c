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

/* How long the mark of a hexadecimal number is: `0x`, `$` of Pascal and assemblers, `&H` of Basic;
 * 0 where there is none. */
static size_t mark_length(struct bytes text)
{
    if (text.left < 2) {
        return 0;
    }
    const uint8_t second = text.at[1] | 0x20;
    const bool pair = (text.at[0] == '0' && second == 'x') || (text.at[0] == '&' && second == 'h');
    return pair ? 2 : text.at[0] == '$' ? 1 : 0;
}

/* One or two digits behind the mark. */
static size_t read_hex(struct bytes text, size_t mark, unsigned *value)
{
    size_t at = mark;
    *value = 0;
    while (at < text.left && at < mark + 2 && hex_digit(text.at[at]) >= 0) {
        *value = *value << 4 | (unsigned)hex_digit(text.at[at++]);
    }
    return at > mark ? at : 0;
}

/* As Intel's assemblers have it: `30h`, `0B7h`. How long it is; 0 = there is none. */
static size_t read_suffixed(struct bytes text, unsigned *value)
{
    const size_t zero = text.left > 3 && text.at[0] == '0' && hex_digit(text.at[2]) >= 0 ? 1 : 0;
    const size_t length = read_hex(text, zero, value);
    return length == zero + 2 && length < text.left && (text.at[length] | 0x20) == 'h' ? length + 1
                                                                                       : 0;
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
    const size_t mark = mark_length(text);
    if (mark > 0) {
        return read_hex(text, mark, value);
    }
    const size_t suffixed = read_suffixed(text, value);
    if (suffixed > 0) {
        return suffixed;
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

static size_t digits_run(struct bytes text, size_t at)
{
    size_t count = 0;
    while (count <= COUNT_DIGITS && at + count < text.left && text.at[at + count] >= '0' &&
           text.at[at + count] <= '9') {
        count++;
    }
    return count;
}

/* Behind a name that only counts, as JSON has it (`"17":`), JavaScript (`17:`, `'17':`) and PHP
 * (`17 =>`, `[17] =>`); where there is none, `at`. */
static size_t behind_count(struct bytes text, size_t at)
{
    const uint8_t open = at < text.left ? text.at[at] : '\0';
    const bool marked = open == '"' || open == '\'' || open == '[';
    const size_t digits = digits_run(text, at + (marked ? 1 : 0));
    size_t end = at + (marked ? 1 : 0) + digits;
    if (digits == 0 || digits > COUNT_DIGITS || text.left - end < 3 ||
        (marked && text.at[end] != (open == '[' ? ']' : open))) {
        return at;
    }
    end += marked ? 1 : 0;
    end += text.at[end] == ' ' ? 1 : 0;
    const bool arrow = text.left - end > 2 && text.at[end] == '=' && text.at[end + 1] == '>';
    const bool counts = arrow || (text.left > end && text.at[end] == ':');
    return counts ? gap_run(text, end + (arrow ? 2 : 1)) : at;
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
    const size_t mark = mark_length(number);
    const bool suffixed = number.left > 2 && (number.at[number.left - 1] | 0x20) == 'h';
    const bool zero = mark == 2 && number.at[0] == '0';
    list->count++;
    list->prefixed = list->prefixed || mark > 0 || suffixed;
    list->bare = list->bare || (mark == 0 && !suffixed);
    list->plain = list->plain || (ends && number.left != (zero ? 4 : 2));
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
