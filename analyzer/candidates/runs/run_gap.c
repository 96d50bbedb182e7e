#include "candidates/runs/run_gap.h"

#include <string.h>

#include "bytes/base64.h"
#include "bytes/hex_text.h"
#include "bytes/markup.h"
#include "bytes/unescape.h"
#include "bytes/utf7.h"
#include "candidates/payload/line_prefix.h"

/* A gap is never longer, prefix and all. */
#define GAP_MAX 256
/* Longer lines hold one value each, and are not continued on the next. */
#define LINE_MAX_JOINED 256
/* `\\u002b` */
#define MARK_MAX 6

static bool is_alphabet(struct bytes text, size_t at)
{
    return at < text.left && base64_value(text.at[at]) != BASE64_FOREIGN;
}

/* Quotation marks, quoting and blanks: no more than one of these may matter. */
static bool is_filler(uint8_t character)
{
    switch (character) {
    case ' ':
    case '\t':
    case '>':
    case '|':
    case '"':
    case '\'':
    case '\\':
    case '.':
        return true;
    default:
        return false;
    }
}

/* `" +` at the end of a line of source code. */
static bool is_concatenation(struct bytes text, size_t at)
{
    return text.at[at] == '+' && at + 1 < text.left &&
           (text.at[at + 1] == ' ' || text.at[at + 1] == '\r' || text.at[at + 1] == '\n');
}

struct gap_scan {
    size_t at, lines;
    size_t returned; /* behind a CR that stood alone; 0 = there was none */
    uint8_t character;
    bool stopped;
    bool marked; /* mark-up, or what nobody sees, stood there */
    bool broken; /* mark-up that is seen as a blank or as a line end */
};

static void take_line_end(struct gap_scan *scan, uint8_t made, size_t taken)
{
    scan->lines += made == '\n' ? 1 : 0;
    scan->at += taken;
}

/* `\\n`: the escape of an escape. */
static bool take_double(struct gap_scan *scan, struct bytes text, size_t taken)
{
    size_t next = scan->at + taken;
    if (next >= text.left || (text.at[next] != 'n' && text.at[next] != 'r')) {
        return false;
    }
    scan->lines += text.at[next] == 'n' ? 1 : 0;
    scan->at = next + 1;
    return true;
}

static void take_escape(struct gap_scan *scan, struct bytes text)
{
    uint8_t made[UNESCAPE_MADE_MAX];
    size_t count;
    uint8_t seen;
    struct bytes rest = bytes_over(text.at + scan->at, text.left - scan->at);
    size_t mark = markup_take(rest, &seen);
    if (mark > 0) {
        scan->at += mark;
        scan->marked = true;
        scan->broken = scan->broken || seen != 0;
        return;
    }
    size_t taken = unescape_take(rest, made, &count);
    if (taken == 0) {
        bool filler = is_filler(text.at[scan->at]);
        scan->stopped = !filler;
        scan->at += filler ? 1 : 0;
        return;
    }
    if (count == 0 && rest.at[0] != '=' && rest.at[0] != '?') { /* soft hyphen, a colour */
        scan->at += taken;
        scan->marked = true;
        return;
    }
    if (count == 0) { /* soft line break */
        take_line_end(scan, '\n', taken);
        return;
    }
    if (base64_value(made[0]) != BASE64_FOREIGN) {
        scan->character = made[0];
        scan->at += taken;
        scan->stopped = true;
        return;
    }
    if (made[0] == '\\' && take_double(scan, text, taken)) {
        return;
    }
    bool passes = made[0] == '\n' || made[0] == '\r' || is_filler(made[0]);
    scan->stopped = !passes;
    /* The other half of a line end. */
    bool counted = made[0] == '\n' && scan->returned > 0 && scan->returned == scan->at;
    take_line_end(scan, counted ? '\r' : made[0], passes ? taken : 0);
}

/* Where a CR, and more of them, belong to a line end that comes behind them: maybe escaped,
 * and blanks may have been put before it. Where they are line ends themselves: behind one. */
static size_t behind_returns(struct bytes text, size_t at)
{
    for (size_t end = at; end < text.left;) {
        uint8_t made[UNESCAPE_MADE_MAX] = { text.at[end] };
        const struct bytes rest = bytes_over(text.at + end, text.left - end);
        size_t count = 1, taken = unescape_take(rest, made, &count);
        if (taken == 0) {
            made[0] = rest.at[0];
            count = taken = 1;
        }
        if (count == 1 && made[0] == '\\' && rest.left > taken && /* escaped twice */
            (rest.at[taken] == 'n' || rest.at[taken] == 'r')) {
            made[0] = rest.at[taken] == 'n' ? '\n' : '\r';
            taken++;
        }
        end += taken;
        if (count == 1 && made[0] == '\n') {
            return end;
        }
        if (count != 1 || (made[0] != '\r' && made[0] != ' ' && made[0] != '\t')) {
            break;
        }
    }
    return at + 1;
}

static void take_one(struct gap_scan *scan, struct bytes text)
{
    uint8_t next = text.at[scan->at];
    if (next == '\r' || next == '\n') {
        const size_t end = next == '\r' ? behind_returns(text, scan->at) - 1 : scan->at;
        bool feeds = next == '\n' || end > scan->at;
        take_line_end(scan, '\n', feeds ? end + 1 - scan->at : 1);
        scan->returned = feeds ? 0 : scan->at;
        return;
    }
    if (is_concatenation(text, scan->at) && (scan->lines == 0 || text.at[scan->at + 1] < ' ')) {
        scan->at++;
        return;
    }
    if (is_alphabet(text, scan->at)) {
        scan->stopped = true;
        return;
    }
    take_escape(scan, text);
}

/* `&#43;` at the front of a line is like the `&#10;` before the first one, and is a character. */
static bool is_escaped_character(struct bytes prefix, struct bytes line, size_t cut)
{
    uint8_t made[UNESCAPE_MADE_MAX];
    size_t count;
    const bool same =
        cut <= prefix.left && memcmp(prefix.at + prefix.left - cut, line.at, cut) == 0;
    return cut > 0 && !same && unescape_take(line, made, &count) == cut && count == 1 &&
           base64_value(made[0]) != BASE64_FOREIGN;
}

/* After a line end: the prefix that the first line had, in this line's spelling. */
static size_t skip_prefix(struct bytes text, size_t at, struct bytes prefix)
{
    if (prefix.left == 0) {
        return 0;
    }
    const struct bytes line = bytes_over(text.at + at, text.left - at);
    if (base64_value(prefix.at[prefix.left - 1]) < 62) { /* the last word could be any */
        const bool same = line.left > prefix.left && memcmp(line.at, prefix.at, prefix.left) == 0;
        return same && is_alphabet(line, prefix.left) ? prefix.left : 0;
    }
    size_t cut = line_prefix_match(prefix, line);
    cut = cut > 0 ? cut : line_prefix_match_tail(prefix, line);
    return is_alphabet(text, at + cut) && !is_escaped_character(prefix, line, cut) ? cut : 0;
}

/* Lines of the usual lengths, joined by blanks. */
bool run_gap_usual(size_t line)
{
    return line == 64 || line == 76;
}

static bool is_blank_for_line_end(struct bytes text, size_t line)
{
    return run_gap_usual(line) && text.left > 0 && text.at[0] == ' ' && is_alphabet(text, 1);
}

/* The mark of a diff at the end of the prefix, escaped or not; 0 = there is none. */
static uint8_t diff_mark(struct bytes prefix)
{
    for (size_t length = 1; length <= MARK_MAX && length <= prefix.left; length++) {
        const struct bytes tail = bytes_over(prefix.at + prefix.left - length, length);
        uint8_t made[UTF7_MADE_MAX] = { tail.at[0] };
        size_t count = 1;
        const size_t taken = length == 1         ? 1
                             : tail.at[0] == '+' ? utf7_take(tail, made, &count)
                                                 : unescape_take(tail, made, &count);
        if (taken == length && count == 1 && (made[0] == '+' || made[0] == '-') &&
            !(length == 1 && made[0] == '-' && prefix.left > 1 && tail.at[-1] == '+')) {
            return made[0];
        }
    }
    return 0;
}

/* How long the mark is that this line begins with, behind lines of whole groups. */
size_t run_gap_mark(struct bytes text, size_t line, struct bytes prefix)
{
    const uint8_t mark = diff_mark(prefix);
    if (mark == 0 || line % 4 != 0 || text.left < 3 || text.at[0] != mark) {
        return 0;
    }
    return mark == '+' && text.at[1] == '-' && text.at[2] != '-' ? 2 : 1;
}

static struct run_gap read_gap(struct bytes text, size_t line, struct bytes prefix)
{
    struct gap_scan scan = { 0 };
    struct run_gap gap = { 0 };
    size_t seen = 0;
    if (text.left > GAP_MAX) {
        text.left = GAP_MAX;
    }
    while (!scan.stopped && scan.at < text.left && scan.lines < 2) {
        if (scan.lines > seen) {
            seen = scan.lines;
            size_t cut = skip_prefix(text, scan.at, prefix);
            scan.at += cut;
            scan.stopped = cut > 0;
            continue;
        }
        take_one(&scan, text);
    }
    if (scan.character != 0 && scan.lines == 0) {
        const bool ends = run_gap_usual(line) && text.at[0] == ' ';
        return (struct run_gap){ .length = scan.at, .character = scan.character, .new_line = ends };
    }
    if (scan.lines == 0 && is_blank_for_line_end(text, line)) {
        return (struct run_gap){ .length = 1, .new_line = true };
    }
    if (scan.lines == 0 && scan.marked && is_alphabet(text, scan.at)) {
        return (struct run_gap){ .length = scan.at, .new_line = scan.broken };
    }
    if (scan.lines != 1 || line > LINE_MAX_JOINED ||
        (scan.character == 0 && !is_alphabet(text, scan.at))) {
        return gap;
    }
    return (struct run_gap){ .length = scan.at, .character = scan.character, .new_line = true };
}

/* Does a gap of this length end with the mark, or with its shift? */
static bool ends_with_mark(struct bytes text, size_t length, uint8_t mark)
{
    if (length > 1 && mark == '+' && text.at[length - 1] == '-') {
        return text.at[length - 2] == '+';
    }
    return length > 0 && text.at[length - 1] == mark;
}

/* Lines that a blank joins to the first: one that is as long as that with its mark has none, and
 * begins with a character that is like it. */
static bool is_row_of(struct bytes rest, struct bytes text, size_t line)
{
    return text.at[0] == ' ' && base64_run(rest, false) == line;
}

struct run_gap run_gap_read(struct bytes text, size_t line, struct bytes prefix)
{
    struct run_gap gap = read_gap(text, line, prefix);
    if (!gap.new_line || line == 0) {
        return gap;
    }
    if (gap.character != 0 && gap.character == diff_mark(prefix) && line % 4 == 0) {
        gap.character = 0;
        return gap;
    }
    if (gap.character == 0) {
        const bool cut = ends_with_mark(text, gap.length, diff_mark(prefix));
        const struct bytes rest = bytes_over(text.at + gap.length, text.left - gap.length);
        gap.length += cut || is_row_of(rest, text, line) ? 0 : run_gap_mark(rest, line, prefix);
    }
    return gap;
}

size_t run_gap_escape_tail(struct bytes before, struct bytes run)
{
    if (before.left == 0 || run.left < 5) {
        return 0;
    }
    uint8_t mark = before.at[before.left - 1];
    if (mark == '\\') {
        uint8_t kind = run.at[0];
        if (kind == 'u') {
            return 5;
        }
        return kind == 'x' ? 3 : kind == 'n' || kind == 'r' || kind == 't' ? 1 : 0;
    }
    bool line_end = run.at[0] == '0' && (run.at[1] | 0x20) >= 'a' && hex_digit(run.at[1]) >= 0;
    if (mark == '%') {
        return hex_digit(run.at[0]) >= 0 && hex_digit(run.at[1]) >= 0 ? 2 : 0;
    }
    return mark == '=' && line_end ? 2 : 0;
}
