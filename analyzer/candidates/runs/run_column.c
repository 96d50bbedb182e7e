#include "bytes/column_dump.h"
#include "candidates/runs/run_sample.h"
#include "candidates/runs/run_state.h"

/* How far back a line may begin before the sample that hit, and how much is seen from there. */
#define BACK       320
#define LOOK_AHEAD 512
/* On the first line: xxd -b has six. */
#define OCTETS_MIN 6
/* Lines that have to go on from it, as far as there are so many: one of two-digit numbers alone may
 * be decimal or hexadecimal. */
#define FURTHER_LINES 3
#define LINES_BEFORE  4
/* Between two lines of a dump: the same octets in another way, as of od -t x1c, the end of a page.
 */
#define FOREIGN_LINES 3

static struct bytes line_of(struct bytes text, size_t *end)
{
    size_t length = 0;
    while (length < text.left && text.at[length] != '\n' && text.at[length] != '\r') {
        length++;
    }
    *end = length;
    while (*end < text.left && (text.at[*end] == '\n' || text.at[*end] == '\r')) {
        (*end)++;
    }
    return bytes_over(text.at, length);
}

static bool is_star(struct bytes line)
{
    return line.left == 1 && line.at[0] == '*';
}

/* The next line of the dump, behind others: some where offsets say which it is, else one. Where the
 * text goes on behind it; 0 = there is none. */
static size_t next_line(struct bytes text, const struct column_line *before,
                        struct column_line *found)
{
    size_t at = 0, end;
    const unsigned most = before->numbered ? FOREIGN_LINES : 1;
    for (unsigned lines = 0; lines <= most && at < text.left; lines++) {
        const struct bytes line = line_of(bytes_over(text.at + at, text.left - at), &end);
        at += end;
        if (column_dump_find(line, before, found) && column_dump_follows(before, found)) {
            return at;
        }
    }
    return 0;
}

/* Do the lines behind the first go on from it, as far as any are seen whole? Where rows are left
 * out they are not compared. */
static bool goes_on(struct bytes text, struct column_line line, bool ends)
{
    for (unsigned lines = 0; lines < FURTHER_LINES; lines++) {
        struct column_line next;
        size_t end;
        const struct bytes first = line_of(text, &end);
        if (lines > 0 && (is_star(first) || (first.left == text.left && !ends))) {
            return true;
        }
        const size_t taken = next_line(text, &line, &next);
        if (taken == 0) {
            return lines > 1; /* then what was seen is the end of it */
        }
        line = next;
        text = bytes_over(text.at + taken, text.left - taken);
    }
    return true;
}

static bool is_end(uint8_t character)
{
    return character == '\n' || character == '\r';
}

static size_t line_front(const struct leaf_window *window, size_t floor, size_t at)
{
    const size_t least = at > BACK + floor ? at - BACK : floor;
    while (at > least && !is_end(window->text.at[at - 1])) {
        at--;
    }
    return at;
}

/* A line may have no sample that shows it, where one of its columns is empty: those before the one
 * that does, as long as each is followed by the next, maybe with the same in another way between.
 */
static size_t lines_before(const struct leaf_window *window, size_t floor, size_t at,
                           struct column_line *first)
{
    size_t front = at;
    for (unsigned lines = 0; lines < LINES_BEFORE; lines++) {
        struct column_line before;
        size_t end = front;
        while (end > floor && is_end(window->text.at[end - 1])) {
            end--;
        }
        if (end == front) {
            break;
        }
        front = line_front(window, floor, end);
        const struct bytes line = bytes_over(window->text.at + front, end - front);
        if (column_dump_find(line, first, &before) && column_dump_follows(&before, first)) {
            *first = before;
            at = front;
        } else if (!first->numbered) {
            break;
        }
    }
    return at;
}

bool run_column_starts(const struct leaf_window *window, size_t floor, size_t sample,
                       struct run_start *start)
{
    size_t at = line_front(window, floor, sample), end;
    while (at < sample + RUN_SAMPLE && is_end(window->text.at[at])) {
        at++;
    }
    const struct bytes text = leaf_window_part(window, at, LOOK_AHEAD);
    const struct bytes line = line_of(text, &end);
    const struct bytes rest = bytes_over(text.at + end, text.left - end);
    struct column_line first;
    bool found = column_dump_find(line, NULL, &first) && first.octets >= OCTETS_MIN;
    while (found && !goes_on(rest, first, text.left < LOOK_AHEAD)) {
        found = column_dump_find_other(line, &first);
    }
    if (found) {
        at = lines_before(window, floor, at, &first);
        *start = (struct run_start){ .kind = RUN_COLUMN, .at = at, .column = first };
    }
    return found;
}

static void hold_line(struct text_run *run, struct bytes line, const struct column_line *found)
{
    if (run_may_decode(run, found->octets) && !column_dump_decode(line, found, &run->decoded)) {
        run_ran_out(run);
    }
    run->characters += 2 * found->octets;
}

/* Line by line; a line is looked at whole, though a step may end in it. */
bool run_column_scan(struct text_run *run, const struct leaf_window *window, uint64_t limit)
{
    while (run->cursor < limit) {
        const size_t at = (size_t)(run->cursor - window->base);
        const struct bytes text = leaf_window_part(window, at, LOOK_AHEAD);
        struct column_line found;
        size_t end;
        const struct bytes line = line_of(text, &end);
        const bool first = run->characters == 0;
        if (column_dump_find(line, &run->column, &found) &&
            (first || column_dump_follows(&run->column, &found))) {
            hold_line(run, line, &found);
            run->column = found;
            run->end = run->cursor + line.left;
            run->cursor += end;
            continue;
        }
        const size_t foreign = first ? 0 : next_line(text, &run->column, &found);
        if (foreign == 0) {
            return false;
        }
        run->cursor += end;
    }
    return true;
}
