#include "candidates/runs/row_gap.h"

#include <string.h>

#include "bytes/base64.h"
#include "bytes/hex_text.h"
#include "candidates/payload/line_prefix.h"
#include "candidates/runs/run_sample.h"
#include "candidates/views/escaped_text.h"

/* Of a row of base64: no word of a line's prefix is as long. */
#define CHARACTERS_MIN 24

#define DASHES_DRAWN 4
/* Before a soft line break: as few show nothing by themselves. */
#define SOFT_ROW_MIN 8
/* A soft line break, and `, ` with a line end. */
#define SOFT_MAX 8

static bool is_word(uint8_t character)
{
    return base64_value(character) < 62;
}

/* Of this character on: a line end, or an escaped one. */
static bool ends_line(struct bytes text, size_t at)
{
    return text.at[at] == '\n' || text.at[at] == '\r' ||
           (text.at[at] == 'n' && at > 0 && text.at[at - 1] == '\\');
}

/* A line drawn of dashes, as armour has, parts one text from another. */
static bool is_drawn(struct bytes text, size_t at)
{
    return text.left - at >= DASHES_DRAWN && memcmp(text.at + at, "----", DASHES_DRAWN) == 0;
}

bool row_gap_learn(struct row_gap *gap, struct bytes text, bool (*begins)(struct bytes))
{
    const unsigned kinds = ESCAPE_ANY & ~(unsigned)ESCAPE_BACKSLASH;
    uint8_t made[UNESCAPE_MADE_MAX];
    bool line = false;
    for (size_t at = 0, count; at < text.left && at < ROW_GAP_MAX; at++) {
        const bool front = at > 0 && (!is_word(text.at[at - 1]) || ends_line(text, at - 1));
        if (line && front && begins(bytes_over(text.at + at, text.left - at))) {
            memcpy(gap->text, text.at, at);
            gap->length = at;
            return true;
        }
        if ((!line && escaped_text_take(text, at, kinds, made, &count) > 0) || is_drawn(text, at)) {
            return false;
        }
        line = line || ends_line(text, at);
    }
    return false;
}

size_t row_gap_match(const struct row_gap *gap, struct bytes text)
{
    return gap->length == 0 ? 0 : line_prefix_match(bytes_over(gap->text, gap->length), text);
}

bool row_gap_before_hex(struct bytes text)
{
    struct bytes line;
    size_t digits;
    /* Asked at each word: nearly none is even a pair, whatever its line is. */
    (void)hex_text_run(text, &digits);
    if (digits < ROW_GAP_DIGITS_MIN || !line_take(&text, &line)) {
        return false;
    }
    (void)hex_text_run(line, &digits);
    return digits >= ROW_GAP_DIGITS_MIN && hex_text_front(line) == 0;
}

bool row_gap_before_base64(struct bytes text)
{
    return base64_run(text, true) >= CHARACTERS_MIN;
}

/* May it stand in a row of hex, or between its lines? `ended`: a line end stands before it, or what
 * an escaped one begins with, and no digit behind that. */
static bool is_of_hex_row(uint8_t character, bool ended)
{
    const bool behind_end = character == '>' || character == '|' || character == '+' ||
                            character == '#' || character == 'n' || character == 'r';
    return (run_sample_class(character) & RUN_SAMPLE_HEX) != 0 || character == '%' ||
           (ended && behind_end);
}

size_t row_gap_dull(struct bytes text)
{
    bool ended = false;
    size_t at = 0, digits = 0;
    while (at < text.left && digits < ROW_GAP_DIGITS_MIN && is_of_hex_row(text.at[at], ended)) {
        const uint8_t next = text.at[at++];
        const bool digit = hex_digit(next) >= 0;
        digits += digit ? 1 : 0;
        ended = !digit && (ended || next == '\n' || next == '\r' || next == '\\');
    }
    const bool soft = at < text.left && text.at[at] == '=';
    return at < text.left && digits < ROW_GAP_DIGITS_MIN && !soft ? at + 1 : 0;
}

size_t row_gap_soft(struct bytes text)
{
    size_t at = text.left > 1 && text.at[1] == '\r' ? 2 : 1, digits;
    if (text.left <= at || text.at[0] != '=' || text.at[at] != '\n') {
        return 0;
    }
    for (at++; at < text.left && at < SOFT_MAX; at++) {
        if (text.at[at] == '\0' || strchr(", :\r\n", text.at[at]) == NULL) {
            break;
        }
    }
    (void)hex_text_run(bytes_over(text.at + at, text.left - at), &digits);
    return digits > 0 ? at : 0;
}

bool row_gap_is_soft(struct bytes before)
{
    const uint8_t *end = before.at + before.left;
    if (before.left < 2 || end[-1] != '\n') {
        return false;
    }
    return end[-2] == '=' || (end[-2] == '\r' && before.left > 2 && end[-3] == '=');
}

size_t row_gap_soft_front(struct bytes text, size_t floor, size_t at)
{
    size_t end = at;
    if (end > floor && text.at[end - 1] == '\n') {
        end -= end > floor + 1 && text.at[end - 2] == '\r' ? 2 : 1;
    }
    if (end == at || end == floor || text.at[end - 1] != '=') {
        return at;
    }
    end--;
    size_t front = end;
    while (front > floor && end - front <= SOFT_LINE_MAX && base64_standard(text.at[front - 1])) {
        front--;
    }
    size_t line = front;
    while (line > floor && end - line <= SOFT_LINE_MAX && text.at[line - 1] != '\n' &&
           text.at[line - 1] != '\r') {
        line--;
    }
    const bool full = end - line >= SOFT_LINE_MIN && end - line <= SOFT_LINE_MAX;
    /* Of three characters of a group it would be the padding. */
    return full && end - front >= SOFT_ROW_MIN && (end - front) % 4 != 3 ? front : at;
}
