#include "bytes/hex_dump.h"
#include "candidates/runs/run_probe.h"
#include "candidates/runs/run_sample.h"

/* How far back a line of a dump may begin before the sample that hit, and how much is seen of it:
 * the lines of which one has to go on, whole, for one that is cut off refutes nothing. */
#define BACK       160
#define LOOK_AHEAD 512
#define OCTETS_MIN 8 /* on the first line */
/* Where a dump was wrapped, the text beside it is on a line of its own. */
#define LINES_APART 3

/* The next line of a dump goes on from the first, maybe behind what belongs to that one, or the
 * same ones are left out. Where no line end is shown there is none to compare. */
static bool goes_on(struct bytes text, const struct hex_dump_line *first)
{
    for (unsigned lines = 0; lines < LINES_APART; lines++) {
        struct hex_dump_line next;
        struct bytes step;
        size_t length, end;
        hex_dump_line_end(text, &length, &end);
        if (text.left == 0 || length == text.left || text.at[0] == '*' ||
            hex_dump_find_next(bytes_over(text.at, length), first, &next)) {
            return true;
        }
        if (!bytes_take(&text, length + end, &step)) {
            break;
        }
    }
    return false;
}

/* From the front of the sample's line. */
bool run_dump_starts(const struct leaf_window *window, size_t floor, size_t sample,
                     struct run_start *start)
{
    size_t least = sample > BACK + floor ? sample - BACK : floor, at = sample;
    while (at > least && window->text.at[at - 1] != '\n' && window->text.at[at - 1] != '\r' &&
           !(at > least + 1 && window->text.at[at - 2] == '\\' &&
             (window->text.at[at - 1] == 'n' || window->text.at[at - 1] == 'r'))) {
        at--;
    }
    /* The sample may begin with the end of the line before. */
    while (at < sample + RUN_SAMPLE &&
           (window->text.at[at] == '\n' || window->text.at[at] == '\r')) {
        at++;
    }
    size_t length, end;
    struct hex_dump_line line;
    const struct bytes text = leaf_window_part(window, at, LOOK_AHEAD);
    hex_dump_line_end(text, &length, &end);
    if (!hex_dump_find(bytes_over(text.at, length), &line) || line.octets < OCTETS_MIN ||
        at + line.to <= sample ||
        !goes_on(bytes_over(text.at + length + end, text.left - length - end), &line)) {
        return false;
    }
    *start = (struct run_start){ .kind = RUN_DUMP, .at = at };
    return true;
}
