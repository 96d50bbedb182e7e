#include "candidates/payload/payload_wrap.h"

#include "candidates/payload/line_prefix.h"

static bool is_blank(uint8_t character)
{
    return character == ' ' || character == '\t' || character == '\r';
}

/* Where it stands; the length of the line where it does not. */
static size_t mark_of(struct bytes line)
{
    size_t end = line.left;
    while (end > 0 && is_blank(line.at[end - 1])) {
        end--;
    }
    for (size_t at = 0; at < end; at++) {
        if (line.at[at] == '+' && (at + 1 == end || line.at[at + 1] == '|')) {
            return at;
        }
    }
    return line.left;
}

bool payload_wrap_holds(struct bytes body)
{
    struct bytes line;
    size_t at = 0;
    if (!line_take(&body, &line)) {
        return false;
    }
    while (at < line.left && is_blank(line.at[at])) {
        at++;
    }
    return at > 0 && at < line.left && line.at[at] == '+' && at == mark_of(line);
}

void payload_wrap_cut(struct bytes *line)
{
    line->left = mark_of(*line);
}
