#include "bytes/hex_text.h"

/* Between two pairs: `",\r\n    0x` with some indentation. */
#define GAP_MAX 24

int hex_digit(uint8_t character)
{
    /* One more than the value. */
    static const uint8_t digits[256] = {
        ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,
        ['6'] = 7,  ['7'] = 8,  ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
        ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['A'] = 11, ['B'] = 12,
        ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
    };
    return digits[character] - 1;
}

static const char lower[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";

void hex_text_write(struct bytes octets, char *text)
{
    for (size_t i = 0; i < octets.left; i++) {
        *text++ = lower[octets.at[i] >> 4];
        *text++ = lower[octets.at[i] & 15];
    }
    *text = '\0';
}

static bool append(struct bytes octets, const char *digits, struct buffer *text)
{
    if (!buffer_reserve(text, 2 * octets.left)) {
        return false;
    }
    for (size_t i = 0; i < octets.left; i++) {
        text->at[text->used++] = (uint8_t)digits[octets.at[i] >> 4];
        text->at[text->used++] = (uint8_t)digits[octets.at[i] & 15];
    }
    return true;
}

bool hex_text_append(struct bytes octets, struct buffer *text)
{
    return append(octets, lower, text);
}

bool hex_text_append_upper(struct bytes octets, struct buffer *text)
{
    return append(octets, upper, text);
}

static bool pair_at(struct bytes text, size_t at)
{
    return at < text.left && text.left - at >= 2 && hex_digit(text.at[at]) >= 0 &&
           hex_digit(text.at[at + 1]) >= 0;
}

static bool may_separate(uint8_t character)
{
    switch (character) {
    case ' ':
    case '\t':
    case '\r':
    case '\n':
    case ':':
    case ',':
    case '"':
    case '-':
        return true;
    default:
        return false;
    }
}

/* `0x` or `\x`, or `%` as in URLs, in front of a pair. */
static size_t prefix_at(struct bytes text, size_t at)
{
    if (at < text.left && text.at[at] == '%') {
        return pair_at(text, at + 1) ? 1 : 0;
    }
    if (text.left - at < 4 || (text.at[at + 1] | 0x20) != 'x' ||
        (text.at[at] != '0' && text.at[at] != '\\')) {
        return 0;
    }
    return pair_at(text, at + 2) ? 2 : 0;
}

/* What stands in front of a quoted line, or of one in a diff. */
static bool may_quote(uint8_t character)
{
    return character == '>' || character == '|' || character == '+' || character == '#';
}

/* `\n` or `\r` that stands for a line end, escaped once or more; 0 = none. */
static size_t escaped_end_at(struct bytes text, size_t at)
{
    size_t slashes = 0;
    while (slashes < 4 && at + slashes < text.left && text.at[at + slashes] == '\\') {
        slashes++;
    }
    if (slashes == 0 || at + slashes == text.left) {
        return 0;
    }
    uint8_t letter = text.at[at + slashes];
    return letter == 'n' || letter == 'r' ? slashes + 1 : 0;
}

/* How far it is from `at` to the next pair; SIZE_MAX where none follows. */
static size_t gap_at(struct bytes text, size_t at)
{
    size_t gap = 0;
    bool line_end = false;
    if (pair_at(text, at)) { /* nearly always, and a prefix is none */
        return 0;
    }
    while (gap < GAP_MAX && at + gap < text.left) {
        uint8_t next = text.at[at + gap];
        size_t escaped = next == '\\' ? escaped_end_at(text, at + gap) : 0;
        if (escaped == 0 && !may_separate(next) && !(line_end && may_quote(next))) {
            break;
        }
        line_end = line_end || escaped > 0 || next == '\n' || next == '\r';
        gap += escaped > 0 ? escaped : 1;
    }
    gap += prefix_at(text, at + gap);
    return pair_at(text, at + gap) ? gap : SIZE_MAX;
}

/* Asked at each place of many texts, where nearly none is. */
static bool may_begin(struct bytes text)
{
    return text.left > 1 &&
           (hex_digit(text.at[0]) >= 0 || text.at[0] == '\\' || text.at[0] == '%') &&
           (hex_digit(text.at[1]) >= 0 || (text.at[1] | 0x20) == 'x');
}

size_t hex_text_run(struct bytes text, size_t *digits)
{
    *digits = 0;
    if (!may_begin(text)) {
        return 0;
    }
    size_t at = prefix_at(text, 0), end = 0;
    while (pair_at(text, at)) {
        end = at + 2;
        *digits += 2;
        size_t gap = gap_at(text, end);
        if (gap == SIZE_MAX) {
            break;
        }
        at = end + gap;
    }
    return end;
}

/* Longer fronts are a row of their own, with a wider gap behind it. */
#define FRONT_PAIRS_MAX 7

static bool ends_line(struct bytes gap)
{
    for (size_t i = 0; i < gap.left; i++) {
        if (gap.at[i] == '\n' || gap.at[i] == '\r' ||
            (gap.at[i] == '\\' && gap.left - i > 1 && gap.at[i + 1] != 'x')) {
            return true;
        }
    }
    return false;
}

static bool same(struct bytes one, struct bytes other)
{
    return bytes_equal(one, other);
}

size_t hex_text_front(struct bytes text)
{
    size_t at = prefix_at(text, 0), front = 0, pairs = 0, before = 0;
    struct bytes last = { 0 };
    for (; pair_at(text, at); pairs++) {
        const size_t gap = gap_at(text, at + 2);
        const struct bytes next = bytes_over(text.at + at + 2, gap == SIZE_MAX ? 0 : gap);
        if (gap == SIZE_MAX || ends_line(next)) {
            break;
        }
        if (pairs > 0 && !same(next, last)) {
            front = at;
            before = pairs;
        }
        last = next;
        at += 2 + gap;
    }
    if (before > FRONT_PAIRS_MAX || pairs < 2 * before) {
        return 0;
    }
    const size_t prefix = front >= 2 ? prefix_at(bytes_over(text.at, text.left), front - 2) : 0;
    return front - prefix;
}

bool hex_text_decode(struct bytes run, struct buffer *into)
{
    if (!buffer_reserve(into, run.left / 2 + 1)) {
        return false;
    }
    size_t at = prefix_at(run, 0);
    while (pair_at(run, at)) {
        into->at[into->used++] = (uint8_t)(hex_digit(run.at[at]) << 4 | hex_digit(run.at[at + 1]));
        size_t gap = gap_at(run, at + 2);
        if (gap == SIZE_MAX) {
            break;
        }
        at += 2 + gap;
    }
    return true;
}
