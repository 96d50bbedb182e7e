#include "candidates/run_probe.h"

#include "bytes/base64.h"
#include "bytes/hex_dump.h"
#include "bytes/hex_text.h"
#include "bytes/utf16_narrow.h"
#include "candidates/clear_view.h"
#include "candidates/run_gap.h"
#include "candidates/run_sample.h"

/* So many in a row are a line drawn with them. */
#define DASHES_DRAWN      4
#define UNDERSCORES_DRAWN 24
/* Digits in a sample of "0x30, 0x82, ": a third. */
#define DIGITS_MIN 5
/* How far back a run may begin before the sample that hit. */
#define BACK      64
#define BACK_WIDE 512
#define BACK_DUMP 160
/* A run is followed when so many of its characters stand in a row. */
#define ROW_MIN         48
#define CAPITALS_MIN    4
#define ROW_MIN_HEX     32 /* digits */
#define ROW_MIN_WIDE    64 /* bytes */
#define ROW_MIN_QUAD    128
#define ROW_MIN_CP037   48
#define LOOK_AHEAD      256
#define OCTETS_MIN_DUMP 8 /* on the first line */

static size_t drawn_min(struct bytes text, size_t at)
{
    if (text.at[at] == '_') {
        return at == 0 ? UNDERSCORES_DRAWN : SIZE_MAX;
    }
    return text.at[at] == '-' ? DASHES_DRAWN : 0;
}

/* How many of one character of the alphabet for URLs stand in a row, up to where they are
 * a line: of `_`, which is all ones and frequent in what is encoded, only at the front. */
static size_t drawn_at(struct bytes text, size_t at)
{
    const size_t most = drawn_min(text, at);
    size_t count = 0;
    while (count < most && at + count < text.left && text.at[at + count] == text.at[at]) {
        count++;
    }
    return count;
}

static bool is_line(struct bytes text, size_t at)
{
    const size_t most = drawn_min(text, at);
    return most > 0 && drawn_at(text, at) == most;
}

size_t run_probe_base64(struct bytes text, size_t most)
{
    size_t length = 0;
    while (length < most) {
        length += base64_run(bytes_over(text.at + length, most - length), false);
        if (length == most) {
            break;
        }
        size_t drawn = drawn_at(text, length);
        bool goes_on = drawn > 0 && !is_line(text, length) && length + drawn < text.left &&
                       base64_value(text.at[length + drawn]) != BASE64_FOREIGN;
        if (!goes_on) {
            break;
        }
        length = length + drawn < most ? length + drawn : most;
    }
    return length;
}

/* A letter or a digit. */
static bool is_word(uint8_t character)
{
    return base64_value(character) < 62;
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

/* A diff's mark is of the alphabet, but whole lines of base64 have no such length. */
static bool is_diff_mark(const struct leaf_window *window, size_t at)
{
    const struct bytes text = part_of(window, at, LOOK_AHEAD);
    bool front =
        at == 0 ? window->base == 0 : base64_value(window->text.at[at - 1]) == BASE64_FOREIGN;
    size_t length = 1;
    if (!front || (text.at[0] != '+' && text.at[0] != '-')) {
        return false;
    }
    while (length < text.left && base64_value(text.at[length]) != BASE64_FOREIGN) {
        length++;
    }
    return length % 4 == 1 && length < text.left && text.at[length] != '=';
}

static bool starts_base64(const struct leaf_window *window, size_t floor, size_t sample,
                          struct run_start *start)
{
    size_t at = front_of(window, floor, sample, RUN_SAMPLE_BASE64);
    /* A line drawn before it, as in the armour of one line. */
    for (size_t i = at; i < sample; i++) {
        at = is_line(window->text, i) ? i + drawn_at(window->text, i) : at;
    }
    while (at < sample && window->text.at[at] == '-' && drawn_at(window->text, at) > 1) {
        at++;
    }
    at += run_gap_escape_tail(bytes_over(window->text.at, at), rest_of(window, at));
    at += is_diff_mark(window, at) ? 1 : 0;
    struct bytes text = part_of(window, at, LOOK_AHEAD);
    if (run_probe_base64(text, ROW_MIN < text.left ? ROW_MIN : text.left) < ROW_MIN ||
        !has_capitals(text)) {
        return false;
    }
    *start = (struct run_start){ .kind = RUN_BASE64, .at = at };
    return true;
}

/* From the front of the sample's line. */
static bool starts_dump(const struct leaf_window *window, size_t floor, size_t sample,
                        struct run_start *start)
{
    size_t least = sample > BACK_DUMP + floor ? sample - BACK_DUMP : floor, at = sample;
    while (at > least && window->text.at[at - 1] != '\n' && window->text.at[at - 1] != '\r' &&
           !(at > least + 1 && window->text.at[at - 2] == '\\' &&
             (window->text.at[at - 1] == 'n' || window->text.at[at - 1] == 'r'))) {
        at--;
    }
    size_t length, end;
    struct hex_dump_line line;
    const struct bytes text = part_of(window, at, LOOK_AHEAD);
    hex_dump_line_end(text, &length, &end);
    if (!hex_dump_find(bytes_over(text.at, length), &line) || line.octets < OCTETS_MIN_DUMP ||
        at + line.to <= sample) {
        return false;
    }
    *start = (struct run_start){ .kind = RUN_DUMP, .at = at };
    return true;
}

/* "AAAA" is three zero octets of base64, which are more likely than two octets of hex alike. */
static bool is_zeros(struct bytes text)
{
    size_t count = 0;
    for (size_t i = 0; i < ROW_MIN_HEX && i < text.left; i++) {
        count += text.at[i] == 'A' ? 1 : 0;
    }
    return count >= ROW_MIN_HEX * 3 / 4;
}

static bool starts_hex(const struct leaf_window *window, size_t floor, size_t sample,
                       struct run_start *start)
{
    size_t at = front_of(window, floor, sample, RUN_SAMPLE_HEX), digits;
    /* The tail of a word before it is no hex. */
    bool escape = at > floor + 1 && window->text.at[at - 2] == '\\';
    while (!escape && at > floor && at < sample && is_word(window->text.at[at - 1]) &&
           is_word(window->text.at[at])) {
        at++;
    }
    for (size_t i = 0; i < 6 && at + i < sample + RUN_SAMPLE; i++) {
        const struct bytes text = part_of(window, at + i, LOOK_AHEAD);
        (void)hex_text_run(text, &digits);
        if (digits >= ROW_MIN_HEX && !is_zeros(text)) {
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
    *start = (struct run_start){ .kind = RUN_CHARSET,
                                 .charset = big_endian ? CHARSET_UTF16_BE : CHARSET_UTF16_LE,
                                 .at = begin };
    return true;
}

/* Goes back from a whole character at `begin` over more of them. */
static bool starts_charset(const struct leaf_window *window, size_t floor, size_t begin,
                           enum charset charset, size_t least, struct run_start *start)
{
    const size_t width = charset_width(charset);
    size_t back = begin > BACK_WIDE + floor ? begin - BACK_WIDE : floor;
    while (begin >= back + width &&
           charset_run(bytes_over(window->text.at + begin - width, width), charset) == width) {
        begin -= width;
    }
    if (charset_run(part_of(window, begin, LOOK_AHEAD), charset) < least) {
        return false;
    }
    *start = (struct run_start){ .kind = RUN_CHARSET, .charset = charset, .at = begin };
    return true;
}

/* The letter of a UTF-32 character is its first byte or its last; which one it is
 * shows where the run begins, or else by alignment. */
static bool starts_quad(const struct leaf_window *window, size_t floor, size_t sample,
                        struct run_start *start)
{
    size_t letter = sample;
    while (window->text.at[letter] == 0) {
        letter++;
    }
    bool big_endian = (window->base + letter) % 4 == 3;
    if (big_endian && letter < floor + 3) {
        return false;
    }
    return starts_charset(window, floor, big_endian ? letter - 3 : letter,
                          big_endian ? CHARSET_UTF32_BE : CHARSET_UTF32_LE, ROW_MIN_QUAD, start);
}

#define CLEAR_MAX   512
#define ESCAPES_MIN 2

/* The text at `at` without escapes; how many were undone. */
static size_t clear_text(const struct leaf_window *window, size_t at, uint8_t clear[CLEAR_MAX],
                         size_t *length)
{
    struct bytes text = part_of(window, at, CLEAR_MAX), step;
    size_t undone = 0;
    *length = 0;
    while (text.left > 0) {
        uint8_t made[UNESCAPE_MADE_MAX];
        size_t count, taken = clear_view_take(text, 0, true, made, &count);
        undone += taken > 0 ? 1 : 0;
        if (taken == 0) {
            made[0] = text.at[0];
            count = taken = 1;
        }
        for (size_t i = 0; i < count; i++) {
            clear[(*length)++] = made[i];
        }
        if (!bytes_take(&text, taken, &step)) {
            break;
        }
    }
    return undone;
}

static bool is_dump(struct bytes clear)
{
    struct hex_dump_line line;
    size_t length, end;
    hex_dump_line_end(clear, &length, &end);
    return hex_dump_find(bytes_over(clear.at, length), &line) && line.octets >= OCTETS_MIN_DUMP;
}

static bool is_row(struct bytes clear)
{
    size_t digits;
    (void)hex_text_run(clear, &digits);
    return (digits >= ROW_MIN_HEX && !is_zeros(clear)) ||
           (clear.left >= ROW_MIN && run_probe_base64(clear, ROW_MIN) >= ROW_MIN &&
            has_capitals(clear));
}

/* Would it be a run? One that begins with any word of it will do. */
static bool is_encoded(struct bytes clear)
{
    bool word = false, line = true;
    for (size_t at = 0; at < clear.left; at++) {
        struct bytes rest = bytes_over(clear.at + at, clear.left - at);
        bool begins = !word && (is_word(clear.at[at]) || clear.at[at] == '\\');
        if ((begins && is_row(rest)) || (line && is_dump(rest))) {
            return true;
        }
        word = is_word(clear.at[at]);
        line = clear.at[at] == '\n' || clear.at[at] == '\r';
    }
    return false;
}

bool run_probe_escaped(const struct leaf_window *window, size_t floor, size_t at,
                       struct run_start *start)
{
    uint8_t clear[CLEAR_MAX];
    size_t length, from = at, least = at > BACK_DUMP + floor ? at - BACK_DUMP : floor;
    while (from > least && window->text.at[from - 1] != '\n' && window->text.at[from - 1] != '\r' &&
           window->text.at[from - 1] >= ' ') {
        from--;
    }
    if (clear_text(window, from, clear, &length) < ESCAPES_MIN ||
        !is_encoded(bytes_over(clear, length))) {
        return false;
    }
    *start = (struct run_start){ .kind = RUN_ESCAPED, .at = from };
    return true;
}

static bool starts(const struct leaf_window *window, size_t floor, size_t sample, unsigned class,
                   struct run_start *start)
{
    if ((class & RUN_SAMPLE_WIDE) != 0) {
        return starts_wide(window, floor, sample, start);
    }
    if ((class & RUN_SAMPLE_QUAD) != 0) {
        return starts_quad(window, floor, sample, start);
    }
    if ((class & RUN_SAMPLE_EBCDIC) != 0) {
        return starts_charset(window, floor, sample, CHARSET_CP037, ROW_MIN_CP037, start);
    }
    if ((class & RUN_SAMPLE_HEX) != 0 && has_digits(window->text.at + sample) &&
        (starts_dump(window, floor, sample, start) || starts_hex(window, floor, sample, start))) {
        return true;
    }
    if ((class & RUN_SAMPLE_BASE64) != 0 && starts_base64(window, floor, sample, start)) {
        return true;
    }
    return has_digits(window->text.at + sample) && run_probe_escaped(window, floor, sample, start);
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
