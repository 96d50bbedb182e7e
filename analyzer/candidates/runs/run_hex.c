#include <string.h>

#include "bytes/ascii.h"
#include "bytes/dump_groups.h"
#include "bytes/hex_dump.h"
#include "bytes/hex_text.h"
#include "candidates/payload/line_prefix.h"
#include "candidates/runs/run_state.h"

/* Digits of a line that goes on behind the same prefix as the first one. */
#define LINE_DIGITS_MIN 8
/* What may stand between two lines of a dump: the end of a page. In bytes, and lines. */
#define FOREIGN_MAX       512
#define FOREIGN_LINES_MAX 12
/* `, ` at the end of a line. */
#define LINE_MARKS_MAX 2
#define INDENT_MAX     16
/* Groups of one length that show words. */
#define WORDS_SEEN 3

static struct bytes behind(struct bytes text, size_t count)
{
    return bytes_over(text.at + count, text.left - count);
}

static size_t line_length(struct bytes text)
{
    const uint8_t *feed = text.left > 0 ? memchr(text.at, '\n', text.left) : NULL;
    const size_t line = feed != NULL ? (size_t)(feed - text.at) : text.left;
    const uint8_t *back = line > 0 ? memchr(text.at, '\r', line) : NULL;
    return back != NULL ? (size_t)(back - text.at) : line;
}

/* Line ends, with what may stand between two pairs before them; 0 = none. */
static size_t line_end(struct bytes text)
{
    size_t mark = 0, end;
    while (mark < text.left && mark < LINE_MARKS_MAX &&
           (text.at[mark] == ':' || text.at[mark] == ',' || text.at[mark] == ' ')) {
        mark++;
    }
    end = mark;
    while (end < text.left && end - mark < 4 && (text.at[end] == '\n' || text.at[end] == '\r')) {
        end++;
    }
    return end > mark ? end : 0;
}

/* What stood before the first line, in this line's spelling. Of blanks there may be none. */
static size_t cut_prefix(const struct text_run *run, struct bytes line)
{
    size_t length = run->prefix_length;
    const size_t cut = line_prefix_match(bytes_over(run->prefix, length), line);
    while (cut == 0 && length > 0 &&
           (run->prefix[length - 1] == ' ' || run->prefix[length - 1] == '\t')) {
        length--;
    }
    return cut > 0 ? cut : line_prefix_match(bytes_over(run->prefix, length), line);
}

/* Lines behind a heading that reads as digits, as `certificate ca 01`, may be indented. */
static size_t indent_of(struct bytes line)
{
    size_t at = 0;
    while (at < line.left && at < INDENT_MAX && (line.at[at] == ' ' || line.at[at] == '\t')) {
        at++;
    }
    return at;
}

static size_t digits_at(struct bytes text)
{
    size_t digits;
    (void)hex_text_run(text, &digits);
    return digits;
}

/* Digits enough, or nothing but some behind the prefix, or fewer than stood in a row: a last
 * line may be of one octet. */
static bool is_further_line(const struct text_run *run, struct bytes text, bool prefixed)
{
    size_t digits;
    const size_t line = line_length(text),
                 length = hex_text_run(bytes_over(text.at, line), &digits);
    const bool last = digits > 0 && run->row >= ROW_GAP_DIGITS_MIN &&
                      (length == line || !ascii_is_alphanumeric(text.at[length]));
    return digits >= LINE_DIGITS_MIN || last || (prefixed && digits > 0 && length == line);
}

/* A row of the same length behind lines that are none. */
static size_t foreign_rows(const struct text_run *run, struct bytes text)
{
    size_t at = 0;
    for (unsigned lines = 0; run->row >= ROW_GAP_DIGITS_MIN && lines < FOREIGN_LINES_MAX; lines++) {
        at += line_length(behind(text, at));
        while (at < text.left && (text.at[at] == '\n' || text.at[at] == '\r')) {
            at++;
        }
        const struct bytes line = bytes_over(text.at + at, line_length(behind(text, at)));
        const size_t cut = cut_prefix(run, line);
        size_t digits;
        if (hex_text_run(behind(line, cut), &digits) == run->row && line.left < text.left - at) {
            return at + cut;
        }
    }
    return 0;
}

/* A word that is none of digits, as a line has where it has the prefix. */
static bool has_word(struct bytes text)
{
    for (size_t i = 0; i < text.left; i++) {
        if (ascii_is_alphanumeric(text.at[i]) && hex_digit(text.at[i]) < 0) {
            return true;
        }
    }
    return false;
}

/* A name before the first row may look like the first pair of the others: `key: 30:82:`. They
 * have nothing before them where one is as long as the first without it, or is all digits. */
static void forget_prefix(struct text_run *run, struct bytes line)
{
    size_t digits;
    line.left = line_length(line);
    const size_t indent = indent_of(line);
    const bool same = run->row >= ROW_GAP_DIGITS_MIN && hex_text_run(line, &digits) == run->row;
    const bool bare = has_word(bytes_over(run->prefix, run->prefix_length)) &&
                      hex_text_run(behind(line, indent), &digits) == line.left - indent &&
                      digits >= LINE_DIGITS_MIN;
    if (run->prefix_length > 0 && (same || bare)) {
        run->prefix_length = 0;
    }
}

/* A line end and what stood before the first line; or what stood between the first two; 0 =
 * there is no further line. */
static size_t hex_gap(struct text_run *run, const struct leaf_window *window)
{
    const size_t at = (size_t)(run->cursor - window->base);
    const struct bytes text = leaf_window_part(window, at, RUN_LOOK_AHEAD);
    size_t end = line_end(text);
    if (end > 0) {
        forget_prefix(run, behind(text, end));
    }
    size_t cut = end > 0 ? cut_prefix(run, behind(text, end)) : 0;
    const bool prefixed = cut > 0;
    cut = end > 0 && !prefixed ? indent_of(behind(text, end)) : cut;
    if (end > 0 && is_further_line(run, behind(text, end + cut), prefixed)) {
        return end + cut;
    }
    if (text.left == 0 || hex_digit(text.at[0]) >= 0) { /* the half of a pair */
        return 0;
    }
    cut = row_gap_soft(text);
    if (cut > 0) {
        return cut;
    }
    const bool learned = run->gap.length > 0 || row_gap_learn(&run->gap, text, row_gap_before_hex);
    cut = learned ? row_gap_match(&run->gap, text) : 0;
    if (cut > 0 && digits_at(behind(text, cut)) > 0) {
        return cut;
    }
    end = 0;
    while (end < text.left && (text.at[end] == ':' || text.at[end] == ',' || text.at[end] == ' ')) {
        end++;
    }
    return line_length(behind(text, end)) > 0
               ? 0
               : foreign_rows(run, leaf_window_part(window, at, FOREIGN_MAX));
}

/* A prefix with digits in it, or with letters that could be some, is told from the row by
 * reading one line at a time. */
static bool has_digits(const struct text_run *run)
{
    for (size_t i = 0; i < run->prefix_length; i++) {
        if (hex_digit(run->prefix[i]) >= 0) {
            return true;
        }
    }
    for (size_t i = 0; i < run->gap.length; i++) {
        if (hex_digit(run->gap.text[i]) >= 0) {
            return true;
        }
    }
    return false;
}

/* Octets of a group where the front of a row is some of four, eight or sixteen digits with a blank
 * between them, as od -An -x and -t x4 write words; else 0. */
static size_t word_of(struct bytes text)
{
    const size_t width = dump_groups_digits(text, 0);
    if (width != 4 && width != 8 && width != 16) {
        return 0;
    }
    for (size_t group = 0, at = 0; group < WORDS_SEEN; group++, at += width + 1) {
        if (dump_groups_digits(text, at) != width || !dump_groups_blank(text, at + width)) {
            return 0;
        }
    }
    return width / 2;
}

/* A step may end between two pairs, so it is taken up again at the last one. */
static void read_row(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    bool again = run->characters > 0 && run->cursor == run->end;
    size_t at = (size_t)((again ? run->end - 2 : run->cursor) - window->base), digits;
    size_t left = (size_t)(limit - window->base) - at + RUN_LOOK_AHEAD,
           shown = window->text.left - at;
    struct bytes text = bytes_over(window->text.at + at, left < shown ? left : shown);
    if (has_digits(run)) {
        text.left = line_length(text);
    }
    run->word = run->characters == 0 ? word_of(text) : run->word;
    size_t length = hex_text_run(text, &digits), used = run->decoded.used;
    if (again && used > 0 && run_may_decode(run, digits / 2)) {
        run->decoded.used = used - 1;
    }
    if (run_may_decode(run, digits / 2) &&
        !hex_text_decode(bytes_over(text.at, length), &run->decoded)) {
        run_ran_out(run);
    }
    if (!again) {
        size_t row;
        const size_t line = hex_text_run(bytes_over(text.at, line_length(text)), &row);
        run->row = line > run->row ? line : run->row;
    }
    run->characters += again ? digits - 2 : digits;
    run->cursor = window->base + at + length;
    run->end = run->cursor;
}

bool run_hex_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    for (;;) {
        read_row(run, window, limit);
        if (run->cursor >= limit) {
            return true;
        }
        size_t gap = hex_gap(run, window);
        if (gap == 0) {
            return false;
        }
        run->cursor += gap;
    }
}

/* Where the next line of the dump begins behind other lines: it says itself that it is
 * the next. */
static size_t foreign_lines(const struct text_run *run, struct bytes text)
{
    struct bytes rest = text, step;
    struct hex_dump_line line;
    for (unsigned lines = 0; run->dump.octets > 0 && lines < FOREIGN_LINES_MAX; lines++) {
        size_t length, end;
        hex_dump_line_end(rest, &length, &end);
        if (lines > 0 && hex_dump_find_next(bytes_over(rest.at, length), &run->dump, &line)) {
            return text.left - rest.left;
        }
        if (end == 0 || !bytes_take(&rest, length + end, &step)) {
            break;
        }
    }
    return 0;
}

/* Line by line; a line is looked at whole, though a step may end in it. */
bool run_dump_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    while (run->cursor < limit) {
        size_t at = (size_t)(run->cursor - window->base), shown = window->text.left - at;
        struct bytes text =
            bytes_over(window->text.at + at, shown < FOREIGN_MAX ? shown : FOREIGN_MAX);
        size_t length, end;
        struct hex_dump_line line;
        hex_dump_line_end(
            bytes_over(text.at, text.left < RUN_LOOK_AHEAD ? text.left : RUN_LOOK_AHEAD), &length,
            &end);
        struct bytes whole = bytes_over(text.at, length);
        if (!hex_dump_find(whole, &line)) {
            const size_t foreign = foreign_lines(run, text);
            run->cursor += foreign;
            if (foreign == 0) {
                return false;
            }
            continue;
        }
        if (run_may_decode(run, line.octets) && !hex_dump_decode(whole, &line, &run->decoded)) {
            run_ran_out(run);
        }
        run->word = run->word > 0 ? run->word : line.word;
        run->dump = line;
        run->characters += 2 * line.octets;
        run->end = run->cursor + length;
        run->cursor = run->end + end;
    }
    return true;
}
