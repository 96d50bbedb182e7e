#include "candidates/run_probe.h"

#include "bytes/base64.h"
#include "bytes/hex_text.h"
#include "bytes/utf16_narrow.h"
#include "candidates/run_gap.h"

/* Every so many bytes (of the leaf), so many are looked at: no line of 47 or
 * more characters is missed. */
#define STRIDE 32
#define SAMPLE 16
/* How far back a run may begin before the sample that hit. */
#define BACK      64
#define BACK_WIDE 512
/* A run is followed when so many of its characters stand in a row. */
#define ROW_MIN      48
#define ROW_MIN_HEX  32 /* digits */
#define ROW_MIN_WIDE 64 /* bytes */
#define LOOK_AHEAD   256

/* Bit 0: base64 in either alphabet. Bit 1: hex digits and what stands between. */
/* clang-format off */
static const uint8_t classes[128] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0, 2, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 1,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 0, 0, 0, 0, 0,
    0, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 1, 0, 2, 0, 0, 1,
    0, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 1, 0, 0, 0, 0, 0
};
/* clang-format on */

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

/* What all bytes of the sample have in common. */
static unsigned sample_class(const uint8_t *at)
{
    unsigned common = 3;
    for (size_t i = 0; i < SAMPLE && common != 0; i++) {
        common &= at[i] < 128 ? classes[at[i]] : 0;
    }
    return common;
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
    while (at > least && window->text.at[at - 1] < 128 &&
           (classes[window->text.at[at - 1]] & class) != 0) {
        at--;
    }
    return at;
}

static bool starts_base64(const struct leaf_window *window, size_t floor, size_t sample,
                          struct run_start *start)
{
    size_t at = front_of(window, floor, sample, 1);
    /* A line drawn before it, as in the armour of one line. */
    for (size_t i = at; i < sample; i++) {
        at = is_drawn(window->text, i) && i + 1 < sample && is_drawn(window->text, i + 1) ? i + 2
                                                                                          : at;
    }
    at += run_gap_escape_tail(bytes_over(window->text.at, at), rest_of(window, at));
    struct bytes text = part_of(window, at, LOOK_AHEAD);
    if (run_probe_base64(text, text.left) < ROW_MIN) {
        return false;
    }
    *start = (struct run_start){ .kind = RUN_BASE64, .at = at };
    return true;
}

static bool starts_hex(const struct leaf_window *window, size_t floor, size_t sample,
                       struct run_start *start)
{
    size_t at = front_of(window, floor, sample, 2), digits;
    for (size_t i = 0; i < 6 && at + i < sample + SAMPLE; i++) {
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
    for (size_t i = letter; i < SAMPLE; i += 2) {
        if (at[i] < '\t' || at[i] > '~' || (i + 1 < SAMPLE && at[i + 1] != 0)) {
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

bool run_probe_find(const struct leaf_window *window, size_t floor, size_t from, size_t to,
                    struct run_start *start)
{
    const uint8_t *text = window->text.at;
    size_t skew = (size_t)((STRIDE - (window->base + from) % STRIDE) % STRIDE);
    for (size_t at = from + skew; at < to && window->text.left - at >= SAMPLE; at += STRIDE) {
        if ((text[at] == 0) != (text[at + 1] == 0)) {
            if (starts_wide(window, floor, at, start)) {
                return true;
            }
            continue;
        }
        unsigned class = sample_class(text + at);
        if (class == 0) {
            continue;
        }
        if ((class & 2) != 0 && starts_hex(window, floor, at, start)) {
            return true;
        }
        if ((class & 1) != 0 && starts_base64(window, floor, at, start)) {
            return true;
        }
    }
    return false;
}
