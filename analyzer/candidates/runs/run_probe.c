#include "candidates/runs/run_probe.h"

#include <string.h>

#include "bytes/base64.h"
#include "bytes/hex_dump.h"
#include "bytes/hex_text.h"
#include "bytes/octet_list.h"
#include "bytes/terminal_escape.h"
#include "bytes/unescape.h"
#include "candidates/armour/diff_mark.h"
#include "candidates/armour/url_dashes.h"
#include "candidates/runs/folded_field.h"
#include "candidates/runs/row_gap.h"
#include "candidates/runs/run_gap.h"
#include "candidates/runs/run_sample.h"
#include "candidates/views/escaped_text.h"

/* So many in a row are a line drawn with them. */
#define DASHES_DRAWN      4
#define UNDERSCORES_DRAWN 24
/* Of either at the end of a line that goes on. */
#define URL_MARKS_MAX 2
/* Digits in a sample of "0x30, 0x82, ": a third. */
#define DIGITS_MIN 5
/* How far back a run may begin before the sample that hit. */
#define BACK 64
/* A run is followed when so many of its characters stand in a row. */
#define ROW_MIN        48
#define CAPITALS_MIN   4
#define ROW_MIN_OCTETS 12 /* of an array */
#define LOOK_AHEAD     256
/* `\u002b`, `&#x2F;`; of a line of 76 characters so many may be escaped. */
#define ESCAPE_LENGTH_MAX 6
#define PIECES_MAX        48
#define LINES_ESCAPED_MAX 4
#define LOOK_AHEAD_MARK   ((size_t)64 << 10)
#define CONTROL_BACK      24 /* from the last characters of `ESC [36;1m` to its ESC */

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

/* The end of a line, or a soft line break. */
static bool may_follow(uint8_t character)
{
    return character == '=' || character == '\n' || character == '\r';
}

size_t run_probe_base64(struct bytes text, size_t most)
{
    size_t length = 0;
    while (length < most) {
        length += base64_run(bytes_over(text.at + length, most - length), false);
        if (length == most) {
            break;
        }
        const size_t drawn =
            is_line(text, length) ? url_dashes_at(text, length) : drawn_at(text, length);
        bool goes_on = drawn > 0 && length + drawn < text.left &&
                       (base64_value(text.at[length + drawn]) != BASE64_FOREIGN ||
                        (drawn <= URL_MARKS_MAX && may_follow(text.at[length + drawn])));
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

/* What stands in the columns of a dump of numbers, and in dates of mails does not: where those were
 * held against all dialects of dumps, that cost 2 percent of all for a mail. */
static bool is_in_columns(const uint8_t *at)
{
    size_t i = 0;
    while (i < RUN_SAMPLE && (hex_digit(at[i]) >= 0 || memchr(" -\r\n", at[i], 4) != NULL)) {
        i++;
    }
    return i == RUN_SAMPLE;
}

static struct bytes rest_of(const struct leaf_window *window, size_t at)
{
    return bytes_over(window->text.at + at, window->text.left - at);
}

size_t run_probe_front(const struct leaf_window *window, size_t floor, size_t at, unsigned class)
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

/* How long the marks of diffs are at this place. */
static size_t diff_mark(const struct leaf_window *window, size_t at)
{
    const bool front =
        at == 0 ? window->base == 0 : base64_value(window->text.at[at - 1]) == BASE64_FOREIGN;
    return front ? diff_mark_length(leaf_window_part(window, at, LOOK_AHEAD_MARK)) : 0;
}

/* May a value begin behind it? */
static bool may_precede(uint8_t character)
{
    return character <= ' ' || character == '"' || character == '\'' || character == '=' ||
           character == ':' || character == '>' || character == ',' || character == '(';
}

/* How long an escape is that ends at `at` and stands for one of these two. */
static size_t escape_of(struct bytes text, size_t at, const char characters[2])
{
    for (size_t length = 2; length <= ESCAPE_LENGTH_MAX && length <= at; length++) {
        uint8_t made[UNESCAPE_MADE_MAX];
        size_t count;
        const struct bytes tail = bytes_over(text.at + at - length, length);
        if (unescape_take(tail, made, &count) == length && count == 1 &&
            (made[0] == (uint8_t)characters[0] || made[0] == (uint8_t)characters[1])) {
            return length;
        }
    }
    return 0;
}

/* The same of a character of the alphabet. */
static size_t escape_before(struct bytes text, size_t at)
{
    return escape_of(text, at, "/+");
}

/* Characters of the first line may be escaped: then it begins further to the front. */
static size_t front_behind_escapes(const struct leaf_window *window, size_t floor, size_t at)
{
    size_t front = at;
    for (unsigned pieces = 0; pieces < PIECES_MAX; pieces++) {
        const bool slash = front > floor && memcmp(window->text.at + front - 1, "\\/", 2) == 0;
        const size_t length = slash ? 1 : escape_before(window->text, front);
        if (length == 0 || front - length < floor) {
            break;
        }
        const size_t piece = run_probe_front(window, floor, front - length, RUN_SAMPLE_BASE64);
        if (piece == front - length && escape_before(window->text, piece) == 0 &&
            escape_of(window->text, front, "++") > 0) {
            return front; /* a mark before the line */
        }
        front = piece + run_gap_escape_tail(bytes_over(window->text.at, piece), /* `u002b` */
                                            rest_of(window, piece));
    }
    return front == floor || may_precede(window->text.at[front - 1]) ||
                   escape_of(window->text, front, "\n\r") > 0
               ? front
               : at;
}

/* Where the line before this one ends: a blank, a line end or an escaped one parts them. */
static size_t line_end_before(const struct leaf_window *window, size_t floor, size_t at)
{
    const uint8_t *text = window->text.at;
    if (at > floor && (text[at - 1] == ' ' || text[at - 1] == '\n')) {
        return at - (at - 1 > floor && text[at - 2] == '\r' ? 2 : 1);
    }
    for (size_t length = 1; length > 0;) {
        length = escape_of(window->text, at, "\n\r");
        length = at - floor >= length ? length : 0;
        at -= length;
    }
    return at;
}

/* The mark of a diff before a row whose line before it ends with an escape. */
static size_t mark_before(const struct leaf_window *window, size_t floor, size_t at)
{
    const struct bytes text = window->text;
    const bool marked = at > floor + 1 && (text.at[at - 1] == '+' || text.at[at - 1] == '-');
    return marked && escape_of(text, at - 1, "\n\r") > 0 ? 1 : 0;
}

/* A line that is full of escapes shows no row: it may stand before the one that does. */
static size_t line_before_escaped(const struct leaf_window *window, size_t floor, size_t at)
{
    for (unsigned lines = 0; lines < LINES_ESCAPED_MAX && at > floor + 1; lines++) {
        const size_t mark = mark_before(window, floor, at);
        const size_t end = line_end_before(window, floor, at - mark);
        size_t piece = run_probe_front(window, floor, end, RUN_SAMPLE_BASE64);
        piece += run_gap_escape_tail(bytes_over(window->text.at, piece), rest_of(window, piece));
        size_t front = front_behind_escapes(window, floor, piece);
        if (end == at || front == piece || end - front < ROW_MIN) {
            break;
        }
        front += mark > 0 ? diff_mark(window, front) : 0;
        at = front;
    }
    return row_gap_soft_front(window->text, floor, at);
}

size_t run_probe_control_end(const struct leaf_window *window, size_t floor, size_t at)
{
    const size_t least = at > floor + CONTROL_BACK ? at - CONTROL_BACK : floor;
    const uint8_t *escape = memrchr(window->text.at + least, '\x1b', at - least);
    if (escape == NULL) {
        return 0;
    }
    uint8_t seen;
    const size_t from = (size_t)(escape - window->text.at);
    return from + terminal_escape_take(rest_of(window, from), &seen);
}

/* Its last characters are of the alphabet. True where they stand before a row at `at`, which is
 * moved behind them, and others before the next one. */
static bool is_behind_control(const struct leaf_window *window, size_t floor, size_t *at)
{
    const size_t end = run_probe_control_end(window, floor, *at);
    if (end <= *at) {
        return false;
    }
    *at = end;
    const struct bytes row = leaf_window_part(window, end, LOOK_AHEAD);
    return memchr(row.at, '\x1b', row.left) != NULL;
}

static bool starts_base64(const struct leaf_window *window, size_t floor, size_t sample,
                          struct run_start *start)
{
    size_t at = run_probe_front(window, floor, sample, RUN_SAMPLE_BASE64);
    if (is_behind_control(window, floor, &at) &&
        run_probe_escaped(window, floor, sample, NULL, start)) {
        return true;
    }
    /* A line drawn before it, as in the armour of one line. */
    for (size_t i = at; i < sample; i++) {
        const bool line =
            is_line(window->text, i) && (i < at || url_dashes_at(rest_of(window, at), i - at) == 0);
        at = line ? i + drawn_at(window->text, i) : at;
    }
    while (at < sample && window->text.at[at] == '-' && drawn_at(window->text, at) > 1) {
        at++;
    }
    at += run_gap_escape_tail(bytes_over(window->text.at, at), rest_of(window, at));
    const struct bytes text = leaf_window_part(window, at, LOOK_AHEAD);
    if (run_probe_base64(text, ROW_MIN < text.left ? ROW_MIN : text.left) < ROW_MIN ||
        !has_capitals(text)) {
        return false;
    }
    at = front_behind_escapes(window, floor, at);
    at += diff_mark(window, at);
    /* An escaped mark of a diff before the row: lines before it may have more of them in it. */
    if (escape_before(window->text, at) > 0 &&
        run_probe_escaped(window, floor, sample, NULL, start)) {
        return true;
    }
    at = line_before_escaped(window, floor, at);
    *start =
        (struct run_start){ .kind = RUN_BASE64, .at = folded_field_front(window->text, floor, at) };
    return true;
}

size_t run_probe_row(struct bytes text)
{
    const size_t hex = run_hex_row(text);
    if (hex > 0) {
        return hex;
    }
    const struct octet_list list = octet_list_look(text);
    if (list.plain && !(list.prefixed && list.bare) && list.count >= ROW_MIN_OCTETS) {
        return list.length;
    }
    const size_t row = text.left >= ROW_MIN ? run_probe_base64(text, text.left) : 0;
    return row >= ROW_MIN && has_capitals(text) ? row : 0;
}

/* Columns of numbers, an array of them, or hex. */
static bool starts_numbers(const struct leaf_window *window, size_t floor, size_t sample,
                           bool digits, struct run_start *start)
{
    const bool in_columns = is_in_columns(window->text.at + sample);
    if (digits && in_columns && run_column_starts(window, floor, sample, start)) {
        return true;
    }
    /* Numbers that stand on a line each have more blanks than digits. */
    const bool array = run_array_starts(window, floor, sample, start);
    if (!array && !(digits && run_hex_starts(window, floor, sample, start))) {
        return false;
    }
    /* The sample may show the offset of such a dump, or what stands before that. */
    if (digits && !in_columns && run_column_starts(window, floor, sample, start)) {
        return true;
    }
    /* Hex may begin on the line before, with fewer digits than are looked at. */
    if (!array && row_gap_is_soft(bytes_over(window->text.at, start->at))) {
        (void)run_probe_escaped(window, floor, start->at, NULL, start);
    }
    return true;
}

static bool starts(const struct leaf_window *window, size_t floor, size_t sample, unsigned class,
                   size_t *calm, struct run_start *start)
{
    const unsigned wide = RUN_SAMPLE_WIDE | RUN_SAMPLE_QUAD | RUN_SAMPLE_EBCDIC;
    if ((class & (wide | RUN_SAMPLE_DENSE)) != 0) {
        return (class & wide) != 0 ? run_charset_starts(window, floor, sample, class, start)
                                   : run_probe_dense(window, floor, sample, start) ||
                                         run_percent_starts(window, floor, sample, start);
    }
    if ((class & (RUN_SAMPLE_BASE85 | RUN_SAMPLE_COLUMNS)) != 0) {
        return (class & RUN_SAMPLE_BASE85) != 0 ? run_base85_starts(window, floor, sample, start)
                                                : run_column_starts(window, floor, sample, start);
    }
    if ((class & RUN_SAMPLE_ESCAPED) != 0) {
        return run_probe_digits(leaf_window_part(window, sample, RUN_DIGITS_SEEN)) &&
               run_probe_escaped(window, floor, sample, calm, start);
    }
    if ((class & RUN_SAMPLE_LISTED) != 0) {
        return run_array_starts(window, floor, sample, start) ||
               run_percent_starts(window, floor, sample, start);
    }
    const bool digits = has_digits(window->text.at + sample);
    const bool hex = digits && (class & RUN_SAMPLE_HEX) != 0;
    if (hex && run_dump_starts(window, floor, sample, start)) {
        if (hex_dump_hides_ends(leaf_window_part(window, start->at, LOOK_AHEAD))) {
            (void)run_probe_escaped(window, floor, start->at, NULL, start);
        }
        return true;
    }
    if ((class & RUN_SAMPLE_HEX) != 0 && starts_numbers(window, floor, sample, digits, start)) {
        return true;
    }
    const bool base64 = (class & RUN_SAMPLE_BASE64) != 0;
    return (base64 && (run_base32_starts(window, floor, sample, start) ||
                       starts_base64(window, floor, sample, start))) ||
           ((digits || (base64 && run_probe_parted(window, sample))) &&
            run_probe_escaped(window, floor, sample, calm, start));
}

bool run_probe_find(const struct leaf_window *window, size_t floor, size_t from, size_t to,
                    size_t *calm, struct run_start *start)
{
    size_t skew = (size_t)((RUN_STRIDE - (window->base + from) % RUN_STRIDE) % RUN_STRIDE);
    for (size_t at = from + skew; at < to; at += RUN_STRIDE) {
        unsigned class;
        if (!run_sample_next(window->text, &at, to, &class)) {
            return false;
        }
        if (starts(window, floor, at, class, calm, start)) {
            start->sample = at;
            return true;
        }
    }
    return false;
}
