#include "bounds.h"
#include "bytes/base64.h"
#include "candidates/runs/run_state.h"
#include "candidates/views/escaped_border.h"
#include "candidates/views/escaped_text.h"
#include "limit.h"

/* A text goes on as long as this many bytes hold an escape, or mark-up. */
#define CALM_MAX 1024
/* A row of base64 that has begun in it goes on for longer (ESCAPED_ROW_MAX): so much of it shows
 * that it does. */
#define ROW_SEEN 64
/* Before a key that stands within a row. */
#define ROW_BEGUN 8

static bool is_text(uint8_t byte)
{
    return byte >= ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/* Does what comes now go on in a row of base64? */
static bool goes_on_in_row(const struct text_run *run)
{
    const size_t used = run->decoded.used;
    return used >= ROW_BEGUN &&
           base64_run(bytes_over(run->decoded.at + used - ROW_BEGUN, ROW_BEGUN), false) ==
               ROW_BEGUN;
}

/* A key that was taken is not shown again: a line end stands for it. But that of a store is a
 * part of its row, and the store would be broken. True where there was one. */
static bool pass_taken(struct text_run *run)
{
    static const uint8_t line_end = '\n';
    uint64_t end = delivery_taken_end(run->delivery, run->cursor);
    if (end == run->cursor || end <= run->shown_to) {
        return false;
    }
    if (goes_on_in_row(run)) {
        run->shown_to = end;
        return false;
    }
    if (run_may_decode(run, 1) && !buffer_append(&run->decoded, bytes_over(&line_end, 1))) {
        run_ran_out(run);
    }
    run->cursor = end;
    run->end = end;
    run->line = 0;
    return true;
}

static size_t least_of(size_t one, uint64_t other)
{
    return other < one ? (size_t)other : one;
}

static bool is_in_row(const struct text_run *run, const struct leaf_window *window, size_t at)
{
    return run->line < ESCAPED_ROW_MAX && at >= ROW_SEEN &&
           base64_run(bytes_over(window->text.at + at - ROW_SEEN, ROW_SEEN), true) == ROW_SEEN;
}

/* How many more bytes may stand for themselves here. */
static size_t calm_left(const struct text_run *run, const struct leaf_window *window, size_t at)
{
    const size_t seen = least_of(ROW_SEEN, window->text.left - at);
    if (run->line < CALM_MAX) {
        return CALM_MAX - run->line;
    }
    return is_in_row(run, window, at) ? base64_run(bytes_over(window->text.at + at, seen), true)
                                      : 0;
}

/* What stands for itself, as far as nothing else is to be asked of it, at once. False where
 * that is a byte or none. */
static bool pass_plain(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    const size_t at = (size_t)(run->cursor - window->base);
    const uint64_t taken = delivery_next_taken(run->delivery, run->cursor);
    const size_t calm = calm_left(run, window, at);
    if (calm == 0) {
        return false;
    }
    size_t most = least_of(window->text.left - at, limit - run->cursor), length = 0;
    most = least_of(least_of(most, taken - run->cursor), calm);
    most = least_of(most, escaped_border_distance(buffer_bytes(&run->decoded)));
    const struct bytes seen = bytes_over(window->text.at + at, most);
    const size_t plain = escaped_text_plain(seen);
    while (length < plain && is_text(seen.at[length])) {
        length++;
    }
    if (length < 2) {
        return false;
    }
    if (run_may_decode(run, length) && !buffer_append(&run->decoded, bytes_over(seen.at, length))) {
        run_ran_out(run);
    }
    run->line += length;
    run->characters += length;
    run->cursor += length;
    run->end = run->cursor;
    return true;
}

/* Is the piece long enough, and this a place where it may end? Where none comes it ends all the
 * same, and that is said. */
static bool ends_piece(struct text_run *run)
{
    static const struct fault bound = { OUTCOME_BOUND, NULL,
                                        "an escaped text is read in pieces, and a key may stand "
                                        "where two of them meet" };
    const struct bytes piece = buffer_bytes(&run->decoded);
    if (piece.left < limit_of(LIMIT_RUN_BYTES) - RUN_LOOK_AHEAD) {
        return escaped_border_fits(piece);
    }
    run->delivery->sink->unread(run->delivery->sink->context, &bound, run->cursor, 0);
    return true;
}

/* One level of escapes. */
bool run_escaped_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    while (run->cursor < limit) {
        if (ends_piece(run)) {
            return false;
        }
        if (pass_taken(run) || pass_plain(run, window, limit)) {
            continue;
        }
        size_t at = (size_t)(run->cursor - window->base), shown = window->text.left - at, count;
        struct bytes text =
            bytes_over(window->text.at + at, shown < RUN_LOOK_AHEAD ? shown : RUN_LOOK_AHEAD);
        uint8_t made[UNESCAPE_MADE_MAX] = { 0 };
        size_t taken = escaped_text_take(window->text, at, run->escapes, made, &count);
        if ((taken == 0 && !is_text(text.at[0])) ||
            (run->line > CALM_MAX && !is_in_row(run, window, at))) {
            return false;
        }
        run->line = taken > 0 ? 0 : run->line + 1;
        made[0] = taken > 0 ? made[0] : text.at[0];
        count = taken > 0 ? count : 1;
        if (run_may_decode(run, count) && !buffer_append(&run->decoded, bytes_over(made, count))) {
            run_ran_out(run);
        }
        run->characters += count;
        run->cursor += taken > 0 ? taken : 1;
        run->end = run->cursor;
    }
    return true;
}
