#include "bytes/hex_dump.h"
#include "bytes/hex_text.h"
#include "candidates/line_prefix.h"
#include "candidates/run_state.h"

/* Digits of a line that goes on behind the same prefix as the first one. */
#define LINE_DIGITS_MIN 8

/* A line end, and what stood before the first line in this line's spelling; 0 = none. */
static size_t hex_gap(const struct text_run *run, const struct leaf_window *window)
{
    size_t at = (size_t)(run->cursor - window->base), shown = window->text.left - at, end = 0;
    struct bytes text =
        bytes_over(window->text.at + at, shown < RUN_LOOK_AHEAD ? shown : RUN_LOOK_AHEAD);
    while (end < text.left && end < 4 && (text.at[end] == '\n' || text.at[end] == '\r')) {
        end++;
    }
    if (end == 0) {
        return 0;
    }
    size_t digits, cut = line_prefix_match(bytes_over(run->prefix, run->prefix_length),
                                           bytes_over(text.at + end, text.left - end));
    (void)hex_text_run(bytes_over(text.at + end + cut, text.left - end - cut), &digits);
    return digits >= LINE_DIGITS_MIN ? end + cut : 0;
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
    return false;
}

static size_t line_length(struct bytes text)
{
    size_t length = 0;
    while (length < text.left && text.at[length] != '\n' && text.at[length] != '\r') {
        length++;
    }
    return length;
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
    size_t length = hex_text_run(text, &digits), used = run->decoded.used;
    if (again && used > 0 && run_may_decode(run, digits / 2)) {
        run->decoded.used = used - 1;
    }
    if (run_may_decode(run, digits / 2) &&
        !hex_text_decode(bytes_over(text.at, length), &run->decoded)) {
        run_ran_out(run);
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

/* Line by line; a line is looked at whole, though a step may end in it. */
bool run_dump_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    while (run->cursor < limit) {
        size_t at = (size_t)(run->cursor - window->base), shown = window->text.left - at;
        struct bytes text =
            bytes_over(window->text.at + at, shown < RUN_LOOK_AHEAD ? shown : RUN_LOOK_AHEAD);
        size_t length, end;
        struct hex_dump_line line;
        hex_dump_line_end(text, &length, &end);
        struct bytes whole = bytes_over(text.at, length);
        if (!hex_dump_find(whole, &line)) {
            return false;
        }
        if (run_may_decode(run, line.octets) && !hex_dump_decode(whole, &line, &run->decoded)) {
            run_ran_out(run);
        }
        run->characters += 2 * line.octets;
        run->end = run->cursor + length;
        run->cursor = run->end + end;
    }
    return true;
}
