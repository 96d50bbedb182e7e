#include <string.h>

#include "bytes/ascii.h"
#include "bytes/hex_text.h"
#include "candidates/payload/line_prefix.h"
#include "candidates/runs/row_gap.h"
#include "candidates/runs/run_probe.h"
#include "candidates/runs/run_sample.h"

/* How far back the line may begin before the sample that hit. */
#define BACK_LINE   160
#define ROW_MIN_HEX 32 /* digits */
#define LOOK_AHEAD  256
#define INDENT_MAX  24 /* before digits, `- ` of a list and all */

/* "AAAA" is three zero octets of base64, which are more likely than two octets of hex alike. */
static bool is_zeros(struct bytes text)
{
    size_t count = 0;
    for (size_t i = 0; i < ROW_MIN_HEX && i < text.left; i++) {
        count += text.at[i] == 'A' ? 1 : 0;
    }
    return count >= ROW_MIN_HEX * 3 / 4;
}

/* Digits of the row at the front; where its line is short, of the next one as well. Gives
 * the length of the first. */
static size_t hex_rows(struct bytes text, size_t *digits)
{
    struct row_gap gap;
    size_t more;
    const size_t length = hex_text_run(text, digits);
    const struct bytes rest = bytes_over(text.at + length, text.left - length);
    const size_t soft = row_gap_soft(rest);
    if (soft > 0) {
        (void)hex_text_run(bytes_over(rest.at + soft, rest.left - soft), &more);
        *digits += more;
    } else if (*digits >= ROW_GAP_DIGITS_MIN && *digits < ROW_MIN_HEX &&
               row_gap_learn(&gap, rest, row_gap_before_hex)) {
        (void)hex_text_run(bytes_over(rest.at + gap.length, rest.left - gap.length), &more);
        *digits += more;
    }
    return length;
}

size_t run_hex_row(struct bytes text)
{
    size_t digits;
    const size_t length = hex_rows(text, &digits);
    return digits >= ROW_MIN_HEX && !is_zeros(text) ? length : 0;
}

static size_t line_front(const struct leaf_window *window, size_t floor, size_t at)
{
    const size_t least = at > BACK_LINE + floor ? at - BACK_LINE : floor;
    while (at > least && window->text.at[at - 1] != '\n' && window->text.at[at - 1] != '\r') {
        at--;
    }
    return at;
}

/* A short line may have no sample in it: is the one before such a line too? */
static size_t line_before(const struct leaf_window *window, size_t floor, size_t at)
{
    const size_t front = line_front(window, floor, at);
    if (front <= floor + 1) {
        return at;
    }
    const size_t end = front - 1, from = line_front(window, floor, end);
    const struct bytes prefix = bytes_over(window->text.at + front, at - front);
    const struct bytes line = bytes_over(window->text.at + from, end - from);
    const size_t cut = line_prefix_match(prefix, line);
    size_t digits;
    if (prefix.left == 0 || cut == 0) {
        return at;
    }
    const struct bytes row = bytes_over(line.at + cut, line.left - cut);
    const size_t length = hex_text_run(row, &digits);
    return digits >= ROW_GAP_DIGITS_MIN && row.left - length <= 2 ? from + cut : at;
}

/* So far apart it is asked whether what is left of a row is dull, once it was not: there are then
 * digits for some more places. Asked at each of them a third of what octal dumps cost went there;
 * what is not asked any more costs a look for digits. */
#define DULL_APART 16

bool run_hex_starts(const struct leaf_window *window, size_t floor, size_t sample,
                    struct run_start *start)
{
    size_t at = run_probe_front(window, floor, sample, RUN_SAMPLE_HEX);
    /* The tail of a word before it is no hex. */
    const bool escape = (at > floor + 1 && window->text.at[at - 2] == '\\') ||
                        (at > floor && run_probe_control_end(window, floor, at) == at);
    while (!escape && at > floor && at < sample && ascii_is_alphanumeric(window->text.at[at - 1]) &&
           ascii_is_alphanumeric(window->text.at[at])) {
        at++;
    }
    for (size_t i = 0, ask = 0; i < INDENT_MAX && at + i < sample + RUN_SAMPLE; i++) {
        const struct bytes text = leaf_window_part(window, at + i, LOOK_AHEAD);
        const size_t dull = i >= ask ? row_gap_dull(text) : 0;
        if (dull > 0) {
            i += dull - 1;
            continue;
        }
        ask = i >= ask ? i + DULL_APART : ask;
        if (run_hex_row(text) > 0) {
            const size_t front = at + i + hex_text_front(text);
            *start = (struct run_start){ .kind = RUN_HEX, .at = line_before(window, floor, front) };
            return true;
        }
    }
    return false;
}

bool run_percent_starts(const struct leaf_window *window, size_t floor, size_t sample,
                        struct run_start *start)
{
    const uint8_t *text = window->text.at;
    if (memchr(text + sample, '%', RUN_SAMPLE) == NULL ||
        !run_hex_starts(window, floor, sample, start)) {
        return false;
    }
    size_t at = start->at;
    at -= at > floor && text[at - 1] == '%' ? 1 : 0;
    for (size_t back = 0; back < BACK_LINE && at >= floor + 3 && text[at - 3] == '%' &&
                          hex_digit(text[at - 2]) >= 0 && hex_digit(text[at - 1]) >= 0;
         back += 3) {
        at -= 3;
    }
    start->at = at;
    return true;
}
