#include "candidates/runs/folded_field.h"

#include "bytes/ascii.h"
#include "bytes/base64.h"

/* RFC 2849 and RFC 5545 fold at 75 to 78; nobody folds later than that allows for a mail. */
#define WIDTH_MAX 998 /* RFC 5322 section 2.1.1 */

static bool is_line_end(struct bytes text, size_t at)
{
    return text.at[at] == '\n' || text.at[at] == '\r';
}

/* Where the line ends that the fold at `at` goes on with; `at` where none is folded there. */
static size_t folded_end(struct bytes text, size_t floor, size_t at)
{
    if (at < floor + 3 || !ascii_is_blank(text.at[at - 1]) || text.at[at - 2] != '\n') {
        return at;
    }
    const size_t end = at - 2;
    return text.at[end - 1] == '\r' ? end - 1 : end;
}

static size_t line_front(struct bytes text, size_t floor, size_t end)
{
    size_t at = end;
    while (at > floor && end - at < WIDTH_MAX && !is_line_end(text, at - 1)) {
        at--;
    }
    return at;
}

/* Is the line at the blank before `at` as wide, up to its end? */
static bool is_as_wide(struct bytes text, size_t at, size_t width)
{
    const size_t end = at - 1 + width;
    if (end >= text.left || end <= at || !is_line_end(text, end)) {
        return false;
    }
    return base64_run(bytes_over(text.at + at, end - at), false) == end - at;
}

size_t folded_field_front(struct bytes text, size_t floor, size_t at)
{
    const size_t end = folded_end(text, floor, at);
    const size_t front = end < at ? line_front(text, floor, end) : end;
    size_t value = end;
    while (value > front && base64_value(text.at[value - 1]) != BASE64_FOREIGN) {
        value--;
    }
    const size_t blank = value > front && text.at[value - 1] == ' ' ? 1 : 0;
    const bool named = value > front + blank + 1 && text.at[value - blank - 1] == ':';
    return named && value < end && is_as_wide(text, at, end - front) ? value : at;
}
