#include "candidates/written/gnupg_agent.h"

#include <string.h>

#include "bytes/s_expression.h"

#define NAME        "private-key"
#define NAME_LENGTH 11
/* "e-k" in it. */
#define NAME_PLACE 6

/* What stands before the name, from the parenthesis on. */
static const char *const packed_fronts[] = { "(11:", "(21:protected-", "(20:shadowed-" };
static const char *const text_fronts[] = { "(", "(protected-", "(shadowed-" };
#define FRONTS 3

static bool stands_before(struct bytes text, size_t at, const char *word)
{
    const size_t length = strlen(word);
    return at >= length && memcmp(text.at + at - length, word, length) == 0;
}

/* Where the list begins whose name this is. */
static bool find_front(struct bytes text, size_t anchor, const char *const fronts[FRONTS],
                       size_t *front)
{
    if (anchor < NAME_PLACE || text.left - (anchor - NAME_PLACE) < NAME_LENGTH + 1 ||
        memcmp(text.at + anchor - NAME_PLACE, NAME, NAME_LENGTH) != 0) {
        return false;
    }
    const size_t name = anchor - NAME_PLACE;
    for (size_t i = 0; i < FRONTS; i++) {
        if (stands_before(text, name, fronts[i])) {
            *front = name - strlen(fronts[i]);
            return true;
        }
    }
    return false;
}

bool gnupg_agent_extent(struct bytes text, size_t anchor, size_t *from, size_t *length)
{
    size_t front, whole;
    if (!find_front(text, anchor, packed_fronts, &front) ||
        text.at[anchor - NAME_PLACE + NAME_LENGTH] != '(') {
        return false;
    }
    whole = s_expression_length(bytes_over(text.at + front, text.left - front));
    if (whole == 0) {
        return false;
    }
    *from = front;
    *length = whole;
    return true;
}

/* The name of the field before the list, as it stands or as forms, addresses and pages escape it;
 * `list` where there is none. It belongs to the first line alone: what stands before it stands
 * before the others too. */
static size_t field_front(struct bytes text, size_t list)
{
    static const char *const blanks[] = {
        " ", "+", "%20", "\xc2\xa0", "&nbsp;", "&#160;", "&#xa0;"
    };
    static const char *const names[] = { "Key:", "Key%3A" };
    for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++) {
        if (!stands_before(text, list, blanks[i])) {
            continue;
        }
        const size_t behind = list - strlen(blanks[i]);
        for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
            if (stands_before(text, behind, names[k])) {
                return behind - strlen(names[k]);
            }
        }
    }
    return list;
}

bool gnupg_agent_text_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work)
{
    (void)work;
    size_t list;
    if (!find_front(text, anchor, text_fronts, &list)) {
        return false;
    }
    *front = field_front(text, list);
    return true;
}

bool gnupg_agent_text_extent(struct bytes text, size_t anchor, struct written_extent *extent)
{
    size_t front;
    if (anchor >= text.left || !find_front(text, anchor, text_fronts, &front)) {
        return false;
    }
    const size_t whole = s_expression_length(bytes_over(text.at + front, text.left - front));
    *extent = (struct written_extent){ .from = front,
                                       .to = whole > 0 ? front + whole : text.left,
                                       .open = whole == 0 };
    return true;
}
