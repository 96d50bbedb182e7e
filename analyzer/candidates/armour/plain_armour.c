#include "candidates/armour/plain_armour.h"

#include <string.h>

#include "bytes/base64.h"

#define DASHES 5
/* A first line shorter than this says nothing of the length of lines. */
#define LINE_MIN 16
/* Lines of base64 are shorter, but where all of it stands on one. */
#define LABEL_MAX 64
/* Proc-Type, DEK-Info, and a few that older programs write. */
#define HEADERS_MAX 8
#define HEADER_MAX  256
#define PADDING_MAX 2

static size_t line_end_at(struct bytes text, size_t at)
{
    if (at < text.left && text.at[at] == '\n') {
        return 1;
    }
    return text.left - at >= 2 && text.at[at] == '\r' && text.at[at + 1] == '\n' ? 2 : 0;
}

static size_t run_at(struct bytes text, size_t at)
{
    return base64_run(bytes_over(text.at + at, text.left - at), false);
}

/* The lines of base64 from `at` on, and the line ends behind them; `at` itself where these are
 * none, or others than those of a plain body. */
static size_t lines_end(struct bytes text, size_t at)
{
    const size_t first = run_at(text, at);
    size_t end = at, run = first;
    while (run == first && first >= LINE_MIN) {
        end += run;
        const size_t line = line_end_at(text, end);
        if (line == 0) {
            run = 0;
            break;
        }
        end += line;
        run = run_at(text, end);
    }
    if (end == at || run > first) {
        return at;
    }
    for (end += run, run = 0; run < PADDING_MAX && end < text.left && text.at[end] == '='; run++) {
        end++;
    }
    for (size_t line; (line = line_end_at(text, end)) > 0;) {
        end += line;
    }
    return end;
}

static size_t skip_line_ends(struct bytes text, size_t at)
{
    for (size_t line; (line = line_end_at(text, at)) > 0;) {
        at += line;
    }
    return at;
}

/* Lines as `DEK-Info: ...`, and the empty one behind them; `at` itself where there are none. */
static size_t headers_end(struct bytes text, size_t at)
{
    size_t end = at;
    for (size_t i = 0; i < HEADERS_MAX; i++) {
        const size_t left = text.left - end < HEADER_MAX ? text.left - end : HEADER_MAX;
        const uint8_t *line = text.at + end, *next = memchr(line, '\n', left);
        if (next == NULL || memchr(line, ':', (size_t)(next - line)) == NULL) {
            break;
        }
        end += (size_t)(next - line) + 1;
    }
    return end > at && line_end_at(text, end) > 0 ? end : at;
}

/* `BEGIN LABEL` or `END LABEL` up to its last dash, in capitals; 0 without. */
static size_t mark_length(struct bytes text, size_t at, const char *word)
{
    const size_t length = strlen(word);
    size_t end = at + length;
    if (text.left - at <= length || memcmp(text.at + at, word, length) != 0) {
        return 0;
    }
    while (end < text.left && end - at < LABEL_MAX &&
           ((text.at[end] >= 'A' && text.at[end] <= 'Z') || text.at[end] == ' ')) {
        end++;
    }
    return text.left - end >= DASHES && memcmp(text.at + end, "-----", DASHES) == 0
               ? end + DASHES - at
               : 0;
}

size_t plain_armour_end(struct bytes text, size_t anchor)
{
    const size_t begin = mark_length(text, anchor, "BEGIN ");
    if (begin == 0 || anchor < DASHES || memcmp(text.at + anchor - DASHES, "-----", DASHES) != 0 ||
        (anchor > DASHES && text.at[anchor - DASHES - 1] != '\n') ||
        line_end_at(text, anchor + begin) == 0) {
        return 0;
    }
    size_t at = skip_line_ends(text, anchor + begin);
    at = skip_line_ends(text, headers_end(text, at));
    const size_t end = lines_end(text, at);
    if (end == at || text.left - end <= DASHES || memcmp(text.at + end, "-----", DASHES) != 0) {
        return 0;
    }
    const size_t mark = mark_length(text, end + DASHES, "END ");
    const size_t behind = end + DASHES + mark;
    return mark > 0 && (behind == text.left || line_end_at(text, behind) > 0) ? behind : 0;
}

bool plain_armour_body(struct bytes body)
{
    const size_t at = skip_line_ends(body, 0);
    const size_t end = lines_end(body, at);
    return end > at && end == body.left;
}

bool plain_armour_lines(struct bytes text)
{
    const size_t first = run_at(text, 0);
    size_t end = first, width = 0, lines = 1;
    bool last = false;
    while (first > 0 && end < text.left) {
        const size_t line = line_end_at(text, end), run = run_at(text, end + line);
        if (line == 0 || (last && run > 0)) {
            return false;
        }
        width = width > 0 ? width : run;
        last = run < width;
        end += line + run;
        lines++;
        if (run == 0) {
            return end == text.left;
        }
        if (run > width) {
            return false;
        }
    }
    return first > 0 && (lines <= 2 || first <= width);
}
