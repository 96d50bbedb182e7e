#include "candidates/views/view_utf7.h"

#include <string.h>

#include "bytes/utf7.h"
#include "bytes/word_find.h"

/* A diff's mark before a BEGIN is none. */
static bool is_lone_shift(struct bytes text, size_t at)
{
    return text.at[at + 1] == '-' && (at + 2 == text.left || text.at[at + 2] != '-');
}

/* One that joins strings of source code. */
static bool is_operator(struct bytes text, size_t at)
{
    const uint8_t next = text.at[at + 1];
    return at > 0 && text.at[at - 1] == ' ' && (next == ' ' || next == '\n' || next == '\r');
}

/* Text on either side: a file's binary parts around the text have any byte too. */
static bool is_in_text(struct bytes text, size_t at)
{
    const size_t to = text.left - at > 3 ? at + 3 : text.left;
    for (size_t i = at > 2 ? at - 2 : 0; i < to; i++) {
        const uint8_t byte = text.at[i];
        if (byte > '~' || (byte < ' ' && (byte < '\t' || byte > '\r'))) {
            return false;
        }
    }
    return true;
}

/* `+` is of the base64 alphabet, so that shifts of UTF-7 are undone only in a text that
 * has the one for `=`, or hardly any other `+` but in `+-`. */
static bool may_be_utf7(struct bytes text)
{
    size_t all = 0, shifts = 0;
    for (size_t i = 0; i + 1 < text.left; i++) {
        const uint8_t *next = memchr(text.at + i, '+', text.left - 1 - i);
        if (next == NULL) {
            break;
        }
        i = (size_t)(next - text.at);
        if (is_operator(text, i) || !is_in_text(text, i)) {
            continue;
        }
        all++;
        shifts += is_lone_shift(text, i) ? 1 : 0;
    }
    return (shifts > 0 && shifts * 10 >= all * 9) ||
           (all > 0 && word_find(text, "+AD0", 4) != NULL);
}

bool view_utf7_undo(struct clear_view *view, size_t mark, bool again)
{
    uint8_t *text = view->text.at;
    const size_t length = view->text.used, from = clear_view_find(view, mark);
    const bool counted = may_be_utf7(bytes_over(text + from, length - from));
    size_t written = from;
    if (!counted && !again) {
        return false;
    }
    view->escaped = true;
    for (size_t read = from; read < length;) {
        uint8_t made[UTF7_MADE_MAX];
        size_t count = 0;
        const struct bytes rest = bytes_over(text + read, length - read);
        size_t taken = text[read] == '+' ? utf7_take(rest, made, &count) : 0;
        taken = taken == 2 && !counted && !is_lone_shift(rest, 0) ? 0 : taken;
        uint32_t origin = view->origin[read];
        for (size_t i = 0; i < count && taken > 0; i++) {
            view->origin[written] = origin;
            text[written++] = made[i];
        }
        view->escaped = view->escaped || taken > 0;
        if (taken == 0) {
            view->origin[written] = origin;
            text[written++] = text[read];
        }
        read += taken > 0 ? taken : 1;
    }
    view->origin[written] = view->origin[length];
    memory_wipe(text + written, length - written);
    view->text.used = written;
    return true;
}
