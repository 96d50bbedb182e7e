#include <string.h>

#include "candidates/line_prefix.h"
#include "candidates/written_form_row.h"

#define MARK        "Private-key-format:"
#define MARK_LENGTH 19
/* "y-f" in it. */
#define MARK_PLACE 10
#define NAME_MAX   32

bool dnssec_text_plausible(struct bytes text, size_t anchor, size_t *front)
{
    if (anchor < MARK_PLACE || text.left - (anchor - MARK_PLACE) < MARK_LENGTH ||
        memcmp(text.at + anchor - MARK_PLACE, MARK, MARK_LENGTH) != 0) {
        return false;
    }
    *front = anchor - MARK_PLACE;
    return true;
}

/* `Name: value`, a name of letters, digits, `_` and `-`, or with a parenthesis. */
static bool is_field(struct bytes line)
{
    size_t at = 0;
    while (at < line.left && at < NAME_MAX && line.at[at] != ':') {
        uint8_t lower = line.at[at] | 0x20;
        bool belongs = (lower >= 'a' && lower <= 'z') ||
                       (line.at[at] >= '0' && line.at[at] <= '9') || line.at[at] == '_' ||
                       line.at[at] == '-' || line.at[at] == '(' || line.at[at] == ')';
        if (!belongs) {
            return false;
        }
        at++;
    }
    return at > 1 && at < line.left && line.at[at] == ':';
}

/* Fields follow each other without a gap. */
bool dnssec_text_extent(struct bytes text, size_t anchor, struct written_extent *extent)
{
    size_t front;
    if (anchor >= text.left || !dnssec_text_plausible(text, anchor, &front)) {
        return false;
    }
    struct bytes rest = bytes_over(text.at + front, text.left - front), line;
    extent->from = front;
    extent->to = front;
    extent->open = true;
    while (line_take(&rest, &line)) {
        if (!is_field(line)) {
            extent->open = false;
            return true;
        }
        extent->to = (size_t)(line.at - text.at) + line.left;
    }
    return true;
}
