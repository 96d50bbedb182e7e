#include "candidates/gnupg_agent.h"

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

bool gnupg_agent_text_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work)
{
    (void)work;
    /* As it stands, or as it is escaped in forms and addresses. */
    static const char *const names[] = { "Key: ", "Key%3A+", "Key:+", "Key%3A%20" };
    size_t list;
    if (!find_front(text, anchor, text_fronts, &list)) {
        return false;
    }
    *front = list;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (stands_before(text, list, names[i])) {
            *front = list - strlen(names[i]);
        }
    }
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
