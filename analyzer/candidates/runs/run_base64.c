#include <string.h>

#include "bounds.h"
#include "bytes/unescape.h"
#include "bytes/word_find.h"
#include "candidates/armour/armour_base64.h"
#include "candidates/runs/run_gap.h"
#include "candidates/runs/run_state.h"
#include "limit.h"

/* `+AD0-` */
#define SHIFTED_LENGTH 5
/* Before a gap that is learned. */
#define ROW_CHARACTERS_MIN 32
/* What may stand between two rows: the end of a page, of a mail. In bytes, and lines. */
#define FOREIGN_MAX       512
#define FOREIGN_LINES_MAX 12

/* Feeds characters of the run to its decoder. */
static void feed(struct text_run *run, struct bytes characters)
{
    if (run_may_decode(run, characters.left) &&
        !(run->base32 != BASE32_NONE
              ? base32_read(&run->reader32, run->base32, characters, &run->decoded)
              : base64_read(&run->reader, characters, &run->decoded))) {
        run_ran_out(run);
    }
    run->characters += characters.left;
    run->line += characters.left;
    run->whole += characters.left;
}

/* The run ends before the mark at the cursor, and another one begins with it. */
static void split_run(struct text_run *run, struct bytes before, const struct armour_base64 *mark)
{
    uint64_t at = run->cursor;
    run_close(run);
    run->kind = RUN_BASE64;
    run->begin = at;
    run->end = at;
    run->cursor = at;
    run->reader = (struct base64_reader){ 0 };
    run->bounded = 0;
    run->no_memory = false;
    run->characters = 0;
    size_t line = run->line;
    feed(run, bytes_over((const uint8_t *)mark->lead, mark->place));
    run->line = line;
    /* A diff's mark is of the alphabet too. */
    uint8_t last = line == 1 && before.left > 0 ? before.at[before.left - 1] : 0;
    if ((last == '+' || last == '-') && run->prefix_length < RUN_PREFIX_MAX) {
        run->prefix[run->prefix_length++] = last;
    }
}

/* Is the mark at the cursor lost where it stands: out of phase, or not held? In a walk again the
 * run may begin elsewhere, and with that in another phase. */
static bool is_lost(const struct text_run *run, const struct armour_base64 *mark)
{
    const uint64_t again = run->delivery->reading;
    return (again > 0 && again == run->cursor) || run->bounded > 0 ||
           run->reader.count != mark->place ||
           run->decoded.used + CANDIDATE_SPAN_MAX > limit_of(LIMIT_RUN_BYTES);
}

/* Feeds the first `length` bytes at the cursor, which is at `at` in the window. */
static void feed_row(struct text_run *run, struct bytes window, size_t at, size_t length)
{
    struct bytes text = bytes_over(window.at + at, window.left - at);
    bool owned = run->base32 == BASE32_NONE && delivery_owns(run->delivery, run->front);
    size_t fed = 0, from = 0;
    while (fed < length) {
        const struct armour_base64 *mark = NULL;
        size_t next = owned ? armour_base64_find(text, from, length, &mark) : length;
        feed(run, bytes_over(text.at + fed, next - fed));
        run->cursor += next - fed;
        run->end = next > fed ? run->cursor : run->end;
        if (mark != NULL && is_lost(run, mark)) {
            split_run(run, bytes_over(window.at, at + next), mark);
        }
        fed = next;
        from = next + 1;
    }
}

/* Behind 75 characters, or where others stand before it on its first line, some fewer. */
static bool is_full_line(const struct text_run *run)
{
    const size_t first = run->row == 0 ? run->line + run->prefix_length : 0;
    return run->line == 75 || (run->prefix_length > 0 && first >= SOFT_LINE_MIN &&
                               first <= SOFT_LINE_MAX && run->characters % 4 != 3);
}

/* Of base32 it fills up a group of eight: the characters before it are none that stand for a part
 * of an octet alone. */
static size_t padding32_at(const struct text_run *run, struct bytes text)
{
    const unsigned group = run->characters % 8;
    const bool closes = group == 2 || group == 4 || group == 5 || group == 7;
    size_t length = 0;
    while (closes && length < 8 - group && length < text.left && text.at[length] == '=') {
        length++;
    }
    return length;
}

/* `=` ends the run, unless it is a soft line break of quoted-printable: those
 * stand where no padding can, or behind 75 characters. */
static size_t padding_at(const struct text_run *run, struct bytes text)
{
    size_t length = 0;
    if (run->base32 != BASE32_NONE) {
        return padding32_at(run, text);
    }
    bool soft = text.left > 1 && (text.at[1] == '\r' || text.at[1] == '\n');
    if (text.left == 0 || text.at[0] != '=' || run->characters % 4 < 2 ||
        (soft && is_full_line(run) && run_gap_read(text, 0, (struct bytes){ 0 }).new_line)) {
        return 0;
    }
    while (length < 2 && length < text.left && text.at[length] == '=') {
        length++;
    }
    return length;
}

/* A character, or an escape that stands for one. */
static bool begins_row(struct bytes text)
{
    uint8_t made[UNESCAPE_MADE_MAX] = { text.at[0] };
    size_t count = 1;
    if (base64_value(text.at[0]) == BASE64_FOREIGN && unescape_take(text, made, &count) == 0) {
        return false;
    }
    return count == 1 && base64_value(made[0]) != BASE64_FOREIGN;
}

/* Lines joined by blanks were broken once more by quoted-printable. */
static struct run_gap blank_gap(const struct text_run *run, struct bytes text)
{
    const size_t end = run_gap_usual(run->whole) && text.left > 0 && text.at[0] == ' ' ? 1 : 0;
    const struct bytes rest = bytes_over(text.at + end, text.left - end);
    const size_t soft = end > 0 && rest.left > 0 && rest.at[0] == '='
                            ? run_gap_read(rest, 1, (struct bytes){ 0 }).length
                            : 0;
    const bool goes_on =
        end > 0 && rest.left > soft && begins_row(bytes_over(rest.at + soft, rest.left - soft));
    return (struct run_gap){ .length = goes_on ? end + soft : 0, .new_line = goes_on };
}

/* Steps over what is no base64 character. False: the run ends. */
static bool pass_gap(struct text_run *run, struct bytes text)
{
    struct run_gap gap = run_gap_read(text, run->line, bytes_over(run->prefix, run->prefix_length));
    gap = gap.length > 0 ? gap : blank_gap(run, text);
    if (gap.length == 0) {
        return false;
    }
    if (gap.new_line && text.at[0] != '=') {
        run->row = run->whole;
        run->whole = 0;
    }
    run->line = gap.new_line ? 0 : run->line;
    if (gap.character != 0) {
        feed(run, bytes_over(&gap.character, 1));
    }
    run->cursor += gap.length;
    run->end = gap.character != 0 ? run->cursor : run->end;
    return true;
}

/* UTF-7 writes `+-` for a `+`: no alphabet has both. Where the first one stands. */
static size_t shift_at(struct bytes text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        const uint8_t *plus = memchr(text.at + at, '+', length - at);
        if (plus == NULL) {
            break;
        }
        at = (size_t)(plus - text.at) + 1;
        if (text.left - at >= 2 && text.at[at] == '-' && text.at[at + 1] != '-') {
            return at;
        }
    }
    return SIZE_MAX;
}

/* And `+AD0-` for the `=` at the end. */
static size_t shifted_end(struct bytes text, size_t length)
{
    static const char equals[] = "+AD0-";
    const uint8_t *found = word_find(bytes_over(text.at, length), equals, sizeof(equals) - 1);
    return found != NULL ? (size_t)(found - text.at) : SIZE_MAX;
}

/* The same of base32. What is only a part of it ends the run, and is none of it where it begins a
 * line: base64 may follow on what looks like a row of the other. */
static bool take_row32(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    size_t row = RUN_LOOK_AHEAD;
    while (run->cursor < limit && row == RUN_LOOK_AHEAD) {
        const size_t at = (size_t)(run->cursor - window->base);
        const size_t left = (size_t)(limit - run->cursor);
        const size_t seen = base64_run(leaf_window_part(window, at, RUN_LOOK_AHEAD), true);
        row = base32_run(bytes_over(window->text.at + at, seen), run->base32);
        if (row < seen && run->line == 0) {
            return false;
        }
        feed_row(run, window->text, at, row < left ? row : left);
        if (row < seen && row < left) {
            return false;
        }
    }
    return true;
}

/* The row at the cursor. False where it ends the run. */
static bool take_row(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    if (run->base32 != BASE32_NONE) {
        return take_row32(run, window, limit);
    }
    for (size_t shift = 0; shift != SIZE_MAX && run->cursor < limit;) {
        const size_t at = (size_t)(run->cursor - window->base);
        const struct bytes text = bytes_over(window->text.at + at, window->text.left - at);
        const size_t length = run_probe_base64(text, (size_t)(limit - run->cursor));
        const size_t end = shifted_end(text, length);
        shift = shift_at(text, length);
        if (end < shift) {
            feed_row(run, window->text, at, end);
            run->cursor += SHIFTED_LENGTH;
            run->end = run->cursor;
            return false;
        }
        feed_row(run, window->text, at, shift != SIZE_MAX ? shift : length);
        run->cursor += shift != SIZE_MAX ? 1 : 0;
    }
    return true;
}

/* What stood between the first two rows, and stands here again. */
static bool pass_learned(struct text_run *run, struct bytes text)
{
    if (text.left > 2 * ROW_GAP_MAX) {
        text.left = 2 * ROW_GAP_MAX;
    }
    if (run->line < ROW_CHARACTERS_MIN ||
        (run->gap.length == 0 && !row_gap_learn(&run->gap, text, row_gap_before_base64))) {
        return false;
    }
    size_t cut = row_gap_match(&run->gap, text);
    cut += cut == 0 ? 0
                    : run_gap_mark(bytes_over(text.at + cut, text.left - cut), run->line,
                                   bytes_over(run->prefix, run->prefix_length));
    if (cut == 0 || cut == text.left || base64_value(text.at[cut]) == BASE64_FOREIGN) {
        return false;
    }
    run->row = run->whole;
    run->line = 0;
    run->whole = 0;
    run->cursor += cut;
    return true;
}

static size_t line_length(struct bytes text)
{
    size_t length = 0;
    while (length < text.left && text.at[length] != '\n' && text.at[length] != '\r') {
        length++;
    }
    return length;
}

/* A row as long as the others, or the last one, with its padding. */
static bool is_further_row(const struct text_run *run, struct bytes line)
{
    size_t length = run_probe_base64(line, line.left);
    const bool whole = length == run->row && length == line.left;
    while (length < line.left && line.at[length] == '=') {
        length++;
    }
    return whole || (length == line.left && length >= ROW_CHARACTERS_MIN && length <= run->row &&
                     line.at[length - 1] == '=');
}

/* Behind a whole row: lines that are none, and then a further row. Dashes part one text from
 * another. */
static bool pass_foreign(struct text_run *run, struct bytes text)
{
    size_t at = 0;
    text.left = text.left < FOREIGN_MAX ? text.left : FOREIGN_MAX;
    for (unsigned lines = 0; run->row >= ROW_CHARACTERS_MIN && lines < FOREIGN_LINES_MAX; lines++) {
        at += line_length(bytes_over(text.at + at, text.left - at));
        while (at < text.left && (text.at[at] == '\n' || text.at[at] == '\r')) {
            at++;
        }
        const struct bytes rest = bytes_over(text.at + at, text.left - at);
        const size_t length = line_length(rest);
        if (rest.left < 2 || length == rest.left || memcmp(rest.at, "--", 2) == 0) {
            return false;
        }
        const struct bytes prefix = bytes_over(run->prefix, run->prefix_length);
        const size_t mark = run_gap_mark(rest, run->row, prefix);
        if (lines > 0 && is_further_row(run, bytes_over(rest.at + mark, length - mark))) {
            run->line = 0;
            run->whole = 0;
            run->cursor += at + mark;
            return true;
        }
    }
    return false;
}

/* An encoded word ends, and another one of the same field follows (RFC 2047). */
static bool is_word_end(struct bytes text)
{
    uint8_t made[UNESCAPE_MADE_MAX];
    size_t count;
    return text.left > 0 && text.at[0] == '?' && unescape_take(text, made, &count) > 0;
}

/* Closes the group of four; the next word begins with a whole one. */
static void feed_padding(struct text_run *run, struct bytes padding)
{
    if (run_may_decode(run, padding.left) && !base64_read(&run->reader, padding, &run->decoded)) {
        run_ran_out(run);
    }
    run->characters = (run->characters + 3) / 4 * 4;
    run->cursor += padding.left;
}

bool run_base64_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    while (run->cursor < limit) {
        if (!take_row(run, window, limit)) {
            return false;
        }
        if (run->cursor >= limit) {
            return true;
        }
        const size_t at = (size_t)(run->cursor - window->base);
        const struct bytes rest = bytes_over(window->text.at + at, window->text.left - at);
        const size_t padding = padding_at(run, rest);
        run->end += padding;
        if (padding > 0 && is_word_end(bytes_over(rest.at + padding, rest.left - padding))) {
            feed_padding(run, bytes_over(rest.at, padding));
            continue;
        }
        if (padding > 0 ||
            (!pass_gap(run, rest) && !pass_learned(run, rest) &&
             !((run->whole == 0 || run->whole == run->row) && pass_foreign(run, rest)))) {
            return false;
        }
    }
    return true;
}
