#include "candidates/run_probe.h"

#include "bytes/base64.h"
#include "bytes/hex_text.h"
#include "bytes/utf16_narrow.h"
#include "candidates/run_gap.h"
#include "candidates/run_sample.h"

/* Digits in a sample of "0x30, 0x82, ": a third. */
#define DIGITS_MIN 5
/* How far back a run may begin before the sample that hit. */
#define BACK      64
#define BACK_WIDE 512
/* A run is followed when so many of its characters stand in a row. */
#define ROW_MIN      48
#define CAPITALS_MIN 4
#define ROW_MIN_HEX  32 /* digits */
#define ROW_MIN_WIDE 64 /* bytes */
#define LOOK_AHEAD   256

static bool is_drawn(struct bytes text, size_t at)
{
    return text.at[at] == '-' || text.at[at] == '_';
}

size_t run_probe_base64(struct bytes text, size_t most)
{
    size_t length = 0;
    while (length < most) {
        length += base64_run(bytes_over(text.at + length, most - length), false);
        if (length == most || !is_drawn(text, length)) {
            break;
        }
        size_t drawn = 1;
        while (drawn < 3 && length + drawn < text.left && is_drawn(text, length + drawn)) {
            drawn++;
        }
        bool goes_on = drawn < 3 && length + drawn < text.left &&
                       base64_value(text.at[length + drawn]) != BASE64_FOREIGN;
        if (!goes_on) {
            break;
        }
        length = length + drawn < most ? length + drawn : most;
    }
    return length;
}

/* Blanks alone are no hex. */
static bool has_digits(const uint8_t *at)
{
    unsigned digits = 0;
    for (size_t i = 0; i < RUN_SAMPLE; i++) {
        digits += hex_digit(at[i]) >= 0 ? 1 : 0;
    }
    return digits >= DIGITS_MIN;
}

static struct bytes rest_of(const struct leaf_window *window, size_t at)
{
    return bytes_over(window->text.at + at, window->text.left - at);
}

static struct bytes part_of(const struct leaf_window *window, size_t at, size_t most)
{
    struct bytes rest = rest_of(window, at);
    return bytes_over(rest.at, rest.left < most ? rest.left : most);
}

/* Goes back from the sample to the first byte of the same class. */
static size_t front_of(const struct leaf_window *window, size_t floor, size_t at, unsigned class)
{
    size_t least = at > BACK && at - BACK > floor ? at - BACK : floor;
    while (at > least && (run_sample_class(window->text.at[at - 1]) & class) != 0) {
        at--;
    }
    return at;
}

/* Paths and long names are of the same alphabet, but nearly all in lower case;
 * of 48 characters of base64 about 19 are capitals. */
static bool has_capitals(struct bytes row)
{
    unsigned capitals = 0;
    for (size_t i = 0; i < ROW_MIN; i++) {
        capitals += row.at[i] >= 'A' && row.at[i] <= 'Z' ? 1 : 0;
    }
    return capitals >= CAPITALS_MIN;
}

static bool starts_base64(const struct leaf_window *window, size_t floor, size_t sample,
                          struct run_start *start)
{
    size_t at = front_of(window, floor, sample, RUN_SAMPLE_BASE64);
    /* A line drawn before it, as in the armour of one line. */
    for (size_t i = at; i < sample; i++) {
        at = is_drawn(window->text, i) && i + 1 < sample && is_drawn(window->text, i + 1) ? i + 2
                                                                                          : at;
    }
    at += run_gap_escape_tail(bytes_over(window->text.at, at), rest_of(window, at));
    struct bytes text = part_of(window, at, LOOK_AHEAD);
    if (run_probe_base64(text, ROW_MIN < text.left ? ROW_MIN : text.left) < ROW_MIN ||
        !has_capitals(text)) {
        return false;
    }
    *start = (struct run_start){ .kind = RUN_BASE64, .at = at };
    return true;
}

static bool starts_hex(const struct leaf_window *window, size_t floor, size_t sample,
                       struct run_start *start)
{
    size_t at = front_of(window, floor, sample, RUN_SAMPLE_HEX), digits;
    for (size_t i = 0; i < 6 && at + i < sample + RUN_SAMPLE; i++) {
        (void)hex_text_run(part_of(window, at + i, LOOK_AHEAD), &digits);
        if (digits >= ROW_MIN_HEX) {
            *start = (struct run_start){ .kind = RUN_HEX, .at = at + i };
            return true;
        }
    }
    return false;
}

/* The zero of a unit stands before its letter or behind: the sample's own
 * alignment does not matter. */
static bool starts_wide(const struct leaf_window *window, size_t floor, size_t sample,
                        struct run_start *start)
{
    const uint8_t *at = window->text.at + sample;
    size_t letter = at[0] == 0 ? 1 : 0;
    for (size_t i = letter; i < RUN_SAMPLE; i += 2) {
        if (at[i] < '\t' || at[i] > '~' || (i + 1 < RUN_SAMPLE && at[i + 1] != 0)) {
            return false;
        }
    }
    size_t begin = sample + letter, least = floor + 2;
    least = begin > BACK_WIDE + least ? begin - BACK_WIDE : least;
    while (begin >= least && utf16_run(bytes_over(window->text.at + begin - 2, 2), false) == 2) {
        begin -= 2;
    }
    bool big_endian =
        begin > floor && window->text.at[begin - 1] == 0 && (window->base + begin) % 2 == 1;
    begin -= big_endian ? 1 : 0;
    struct bytes text = part_of(window, begin, LOOK_AHEAD);
    if (utf16_run(text, big_endian) < ROW_MIN_WIDE) {
        return false;
    }
    *start = (struct run_start){ .kind = big_endian ? RUN_UTF16_BE : RUN_UTF16_LE, .at = begin };
    return true;
}

static bool starts(const struct leaf_window *window, size_t floor, size_t sample, unsigned class,
                   struct run_start *start)
{
    if ((class & RUN_SAMPLE_WIDE) != 0) {
        return starts_wide(window, floor, sample, start);
    }
    if ((class & RUN_SAMPLE_HEX) != 0 && has_digits(window->text.at + sample) &&
        starts_hex(window, floor, sample, start)) {
        return true;
    }
    return (class & RUN_SAMPLE_BASE64) != 0 && starts_base64(window, floor, sample, start);
}

bool run_probe_find(const struct leaf_window *window, size_t floor, size_t from, size_t to,
                    struct run_start *start)
{
    size_t skew = (size_t)((RUN_STRIDE - (window->base + from) % RUN_STRIDE) % RUN_STRIDE);
    for (size_t at = from + skew; at < to; at += RUN_STRIDE) {
        unsigned class;
        if (!run_sample_next(window->text, &at, to, &class)) {
            return false;
        }
        if (starts(window, floor, at, class, start)) {
            return true;
        }
    }
    return false;
}
