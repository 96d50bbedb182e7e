#include "candidates/armour/armour_base64.h"

#include <string.h>

#include "bytes/word_find.h"

#define MARK_LENGTH 14
/* What all three hold, and how far in at most. */
#define COMMON        "LS0t"
#define COMMON_LENGTH 4
#define COMMON_AT_MAX 2

static const struct armour_base64 marks[] = {
    { "LS0tLS1CRUdJTi", "", 0 },
    { "tLS0tLUJFR0lOI", "ICA", 3 },
    { "0tLS0tQkVHSU4g", "IC", 2 },
};

static const struct armour_base64 *mark_at(struct bytes text, size_t at)
{
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (text.left - at >= MARK_LENGTH &&
            memcmp(text.at + at, marks[i].text, MARK_LENGTH) == 0) {
            return &marks[i];
        }
    }
    return NULL;
}

size_t armour_base64_find(struct bytes text, size_t from, size_t to,
                          const struct armour_base64 **mark)
{
    size_t shown = to + COMMON_AT_MAX + COMMON_LENGTH - 1, at = from;
    shown = shown < text.left ? shown : text.left;
    *mark = NULL;
    while (at < shown) {
        const uint8_t *common =
            word_find(bytes_over(text.at + at, shown - at), COMMON, COMMON_LENGTH);
        if (common == NULL) {
            break;
        }
        size_t hit = (size_t)(common - text.at);
        for (size_t back = COMMON_AT_MAX + 1; back-- > 0;) {
            if (hit >= from + back && hit - back < to) {
                *mark = mark_at(text, hit - back);
            }
            if (*mark != NULL) {
                return hit - back;
            }
        }
        at = hit + 1;
    }
    return to;
}
