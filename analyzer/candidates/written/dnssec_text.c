#include <string.h>

#include "bytes/base64.h"
#include "bytes/text_word.h"
#include "candidates/written/written_form_row.h"

#define MARK        "Private-key-format" /* the colon may be escaped */
#define MARK_LENGTH 18
/* "y-f" in it. */
#define MARK_PLACE 10
#define NAME_MAX   32
/* A line of base64 that was broken goes on with so many characters, or ends. */
#define GOES_ON_MIN 24

struct field_state {
    enum {
        FIELD_WHOLE,
        FIELD_NAMED, /* its value comes next */
        FIELD_OPEN   /* its value may go on */
    } state;
    size_t characters; /* of the value: whole ones are a multiple of four */
};

bool dnssec_text_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work)
{
    (void)work;
    if (anchor < MARK_PLACE || text.left - (anchor - MARK_PLACE) < MARK_LENGTH ||
        memcmp(text.at + anchor - MARK_PLACE, MARK, MARK_LENGTH) != 0) {
        return false;
    }
    *front = anchor - MARK_PLACE;
    return true;
}

/* `Name:`, of letters, digits, `_` and `-`, or with parentheses. */
static bool is_name(struct bytes word)
{
    if (word.left < 3 || word.left > NAME_MAX || word.at[word.left - 1] != ':') {
        return false;
    }
    for (size_t i = 0; i + 1 < word.left; i++) {
        uint8_t lower = word.at[i] | 0x20;
        bool belongs = (lower >= 'a' && lower <= 'z') || (word.at[i] >= '0' && word.at[i] <= '9') ||
                       word.at[i] == '_' || word.at[i] == '-' || word.at[i] == '(' ||
                       word.at[i] == ')';
        if (!belongs) {
            return false;
        }
    }
    return true;
}

static bool next_is_name(struct bytes rest)
{
    struct bytes word;
    size_t lines;
    return text_word_take(&rest, &word, &lines) && is_name(word);
}

/* How much of the word is base64, with its padding. */
static size_t base64_front(struct bytes word, bool *padded)
{
    size_t length = base64_run(word, false);
    *padded = length > 0 && length < word.left && word.at[length] == '=';
    for (size_t i = 0; *padded && i < 2 && length < word.left && word.at[length] == '='; i++) {
        length++;
    }
    return length;
}

/* Is this the rest of a value whose line was broken, and no number of a line, no prose? */
static bool goes_on(const struct field_state *field, size_t length, bool padded, struct bytes rest)
{
    return length >= GOES_ON_MIN || padded ||
           (field->characters % 4 != 0 && (field->characters + length) % 4 == 0 &&
            next_is_name(rest));
}

/* How much of the word belongs to the fields: 0 where they ended before it. */
static size_t word_belongs(struct field_state *field, struct bytes word, struct bytes rest)
{
    if (is_name(word)) {
        *field = (struct field_state){ .state = FIELD_NAMED };
        return word.left;
    }
    bool padded;
    const size_t length = base64_front(word, &padded);
    const bool is_version = word.at[0] == 'v' && field->state == FIELD_NAMED;
    const bool is_remark = word.at[0] == '(' && memchr(word.at, ')', word.left) != NULL;
    if (is_version || is_remark) {
        field->state = FIELD_WHOLE;
        return word.left;
    }
    if (field->state == FIELD_WHOLE ||
        (field->state == FIELD_OPEN && !goes_on(field, length, padded, rest))) {
        return 0;
    }
    field->state = padded ? FIELD_WHOLE : FIELD_OPEN;
    field->characters += length;
    return length;
}

/* Fields follow each other, with no empty line but before a name. Marks between them
 * are stepped over, and do not belong to the last. */
static struct written_extent walk(struct bytes text, size_t front)
{
    struct bytes rest = bytes_over(text.at + front, text.left - front), word;
    struct written_extent extent = { .from = front, .to = front, .open = true };
    struct field_state field = { .state = FIELD_WHOLE };
    size_t lines;
    while (text_word_take(&rest, &word, &lines)) {
        if (text_word_is_mark(word)) {
            continue;
        }
        const size_t length = lines < 2 || is_name(word) ? word_belongs(&field, word, rest) : 0;
        extent.to = length > 0 ? (size_t)(word.at - text.at) + length : extent.to;
        const struct bytes behind = bytes_over(word.at + length, word.left - length);
        if (length == 0 || !text_word_is_mark(behind)) { /* a list's quote and comma may follow */
            extent.open = false;
            break;
        }
    }
    return extent;
}

bool dnssec_text_extent(struct bytes text, size_t anchor, struct written_extent *extent)
{
    size_t front;
    uint64_t work = 0;
    if (anchor >= text.left || !dnssec_text_plausible(text, anchor, &front, &work)) {
        return false;
    }
    const struct written_extent found = walk(text, front);
    if (found.to == front) {
        return false;
    }
    *extent = found;
    return true;
}
