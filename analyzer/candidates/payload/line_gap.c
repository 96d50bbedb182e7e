#include "candidates/payload/line_gap.h"

#include <stdio.h>
#include <string.h>

#include "bytes/ascii.h"
#include "bytes/base64.h"
#include "candidates/payload/line_prefix.h"

/* Longer ones are no prefix of lines but text: a row of JSON with the names of a container in it
 * has some three hundred octets. */
#define GAP_MAX 512
/* Digits of a number that counts lines. */
#define DIGITS_MAX 9
/* Numbers one after the other, which are no chance. */
#define COUNTED_MIN 3

static uint64_t number_at(struct bytes text)
{
    uint64_t number = 0;
    for (size_t i = 0; i < text.left && i < DIGITS_MAX && ascii_is_digit(text.at[i]); i++) {
        number = number * 10 + (uint64_t)(text.at[i] - '0');
    }
    return number;
}

/* The gap is one character of the alphabet, as a diff's `+`: it comes back at the
 * same distance. */
static size_t stride_of(struct bytes lines, uint8_t mark)
{
    static const size_t usual[] = { 64, 76, 65, 63, 60, 70, 72, 78, 48 };
    for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
        if (lines.left > usual[i] && lines.at[usual[i]] == mark &&
            (lines.left <= 2 * usual[i] + 1 || lines.at[2 * usual[i] + 1] == mark)) {
            return usual[i];
        }
    }
    /* One line, and the mark of the END line. */
    const bool alone = lines.left > 1 && lines.left <= usual[0] && lines.at[lines.left - 1] == mark;
    return alone ? lines.left - 1 : 0;
}

/* Behind the headers of OpenPGP, or where they would stand, is an empty line: it has the same
 * before it as the first one. */
static struct bytes last_of_two(struct bytes text)
{
    const size_t half = text.left / 2;
    const struct bytes first = bytes_over(text.at, half),
                       second = bytes_over(text.at + half, text.left - half);
    const bool twice = text.left % 2 == 0 && base64_run(text, false) == 0 &&
                       line_prefix_match(first, second) == half;
    return twice ? second : text;
}

static bool is_part(const uint8_t *text, size_t at)
{
    const bool blank = text[at - 1] == ' ' || text[at - 1] == '\t';
    return blank || (base64_standard(text[at - 1]) && base64_standard(text[at]));
}

/* Behind other headers, which no other line has: what is like that before the BEGIN. */
static struct bytes last_like(struct bytes prefix, struct bytes text)
{
    for (size_t from = text.left; prefix.left > 0 && from-- > 0;) {
        const struct bytes tail = bytes_over(text.at + from, text.left - from);
        if (line_prefix_match(prefix, tail) == tail.left) {
            while (from > 0 && is_part(text.at, from)) {
                from--;
            }
            return bytes_over(text.at + from, text.left - from);
        }
    }
    return text;
}

static struct bytes last_gap(struct bytes text, struct bytes prefix)
{
    const struct bytes last = last_of_two(text);
    return last.left < text.left ? last : last_like(prefix, text);
}

bool line_gap_learn(struct bytes body, size_t first, struct bytes prefix, struct line_gap *gap)
{
    if (first == 0 || first > GAP_MAX || first >= body.left) {
        return false;
    }
    struct line_gap learned = { .text = last_gap(bytes_over(body.at, first), prefix) };
    learned.lead = base64_run(learned.text, false);
    learned.number = number_at(learned.text);
    if (learned.lead == learned.text.left) {
        learned.stride =
            first > 1 ? 0 : stride_of(bytes_over(body.at + 1, body.left - 1), body.at[0]);
        if (learned.stride == 0) {
            return false;
        }
    }
    *gap = learned;
    return true;
}

static bool ends_with(struct bytes text, const void *tail, size_t length)
{
    return text.left >= length && memcmp(text.at + text.left - length, tail, length) == 0;
}

/* Its first characters stand at the end of the row: as they are, or counted on. False: lines are
 * counted, and this number is not there. */
static bool find_glued(struct line_gap *gap, struct bytes before, size_t *glued)
{
    char expected[24];
    const size_t lead = gap->lead;
    *glued = lead < before.left ? lead : before.left;
    if (lead == 0 || (gap->number == 0 && ends_with(before, gap->text.at, lead))) {
        return true;
    }
    const int length =
        snprintf(expected, sizeof(expected), "%llu", (unsigned long long)gap->number + 1);
    if (gap->number > 0 && length > 0 && ends_with(before, expected, (size_t)length)) {
        *glued = (size_t)length;
        gap->number++;
        gap->counted++;
        return true;
    }
    if (gap->counted >= COUNTED_MIN) {
        return false;
    }
    gap->number++;
    return true;
}

/* Behind the last line is the mark of the END line, where that has one. */
static bool take_stride(const struct line_gap *gap, struct bytes *text, struct bytes *line)
{
    struct bytes mark;
    if (text->left <= gap->stride) {
        const bool marked = text->left > 1 && text->at[text->left - 1] == gap->text.at[0];
        return bytes_take(text, text->left - (marked ? 1 : 0), line) &&
               bytes_take(text, text->left, &mark);
    }
    return bytes_take(text, gap->stride, line) && bytes_take(text, 1, &mark);
}

bool line_gap_take(struct line_gap *gap, struct bytes *text, struct bytes *line)
{
    if (text->left == 0) {
        return false;
    }
    if (gap->stride > 0) {
        return take_stride(gap, text, line);
    }
    const struct bytes core = bytes_over(gap->text.at + gap->lead, gap->text.left - gap->lead);
    struct bytes skipped;
    for (size_t at = base64_run(*text, false); at < text->left; at++) {
        size_t length = line_prefix_match(core, bytes_over(text->at + at, text->left - at));
        size_t glued;
        if (length == 0 || !find_glued(gap, bytes_over(text->at, at), &glued)) {
            continue;
        }
        return bytes_take(text, at - glued, line) && bytes_take(text, glued + length, &skipped);
    }
    return bytes_take(text, text->left, line);
}
