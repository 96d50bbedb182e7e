#include "candidates/armour/key_mark.h"

#include <string.h>

#include "bytes/word_find.h"

#define DASHES    "-----"
#define LABEL_MAX 64

static bool is_label(struct bytes label)
{
    static const char end[] = "PRIVATE KEY";
    const size_t width = sizeof(end) - 1;
    for (size_t i = 0; i < label.left; i++) {
        const uint8_t next = label.at[i];
        if (next != ' ' && (next < 'A' || next > 'Z') && (next < '0' || next > '9')) {
            return false;
        }
    }
    return label.left >= width && label.left <= LABEL_MAX &&
           memcmp(label.at + label.left - width, end, width) == 0;
}

bool key_mark_occurs(struct bytes text)
{
    static const char tail[] = "PRIVATE KEY";
    const size_t width = sizeof(tail) - 1, dashes = sizeof(DASHES) - 1;
    for (size_t at = 0; at < text.left;) {
        const uint8_t *hit = memchr(text.at + at, '-', text.left - at);
        if (hit == NULL) {
            return false;
        }
        const size_t from = (size_t)(hit - text.at);
        for (at = from; at < text.left && text.at[at] == '-'; at++) {
        }
        if (at - from >= dashes && from >= width && memcmp(hit - width, tail, width) == 0) {
            return true;
        }
    }
    return false;
}

static bool take_word(struct bytes *rest, const char *word)
{
    const size_t length = strlen(word);
    struct bytes taken, from = *rest;
    if (!bytes_take(&from, length, &taken) || memcmp(taken.at, word, length) != 0) {
        return false;
    }
    *rest = from;
    return true;
}

/* The mark whose first dash stands at `at`. */
static bool read_mark(struct bytes text, size_t at, struct key_mark *mark)
{
    struct bytes rest = bytes_over(text.at + at, text.left - at), label;
    if (!take_word(&rest, DASHES)) {
        return false;
    }
    const bool begins = take_word(&rest, "BEGIN ");
    if (!begins && !take_word(&rest, "END ")) {
        return false;
    }
    if (!bytes_take_until(&rest, '-', &label) || !is_label(label) || !take_word(&rest, "----")) {
        return false;
    }
    *mark = (struct key_mark){ at, text.left - rest.left, begins, label };
    return true;
}

bool key_mark_find(struct bytes text, size_t at, struct key_mark *mark)
{
    while (at < text.left) {
        const uint8_t *hit =
            word_find(bytes_over(text.at + at, text.left - at), DASHES, sizeof(DASHES) - 1);
        if (hit == NULL) {
            return false;
        }
        at = (size_t)(hit - text.at);
        if (read_mark(text, at, mark)) {
            return true;
        }
        at++;
    }
    return false;
}
