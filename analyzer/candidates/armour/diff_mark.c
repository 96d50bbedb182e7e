#include "candidates/armour/diff_mark.h"

#include "bytes/base64.h"
#include "bytes/unescape.h"

/* What the front of the text is or stands for, and in how many bytes; 0 where it stands for
 * nothing, or for more. */
static uint8_t character_at(struct bytes text, size_t *taken)
{
    uint8_t made[UNESCAPE_MADE_MAX];
    size_t count;
    *taken = 1;
    if (base64_value(text.at[0]) != BASE64_FOREIGN) {
        return text.at[0];
    }
    const size_t length = unescape_take(text, made, &count);
    if (length > 0 && count == 1) {
        *taken = length;
        return made[0];
    }
    return length == 0 || text.at[0] == '=' ? text.at[0] : 0; /* padding before a line end */
}

/* Characters of the row, padding and all, but for the second ones of shifts. */
static size_t characters_of(struct bytes text, bool shifted)
{
    size_t length = 0, padding = 0;
    for (size_t at = 0, taken; at < text.left && padding < 2; at += taken) {
        const uint8_t next = character_at(bytes_over(text.at + at, text.left - at), &taken);
        if (next != '=' && (padding > 0 || base64_value(next) == BASE64_FOREIGN)) {
            break;
        }
        padding += next == '=' ? 1 : 0;
        length += shifted && next == '-' ? 0 : 1;
    }
    return length;
}

size_t diff_mark_length(struct bytes text)
{
    size_t marks = 0;
    if (text.left < 3 || (text.at[0] != '+' && text.at[0] != '-')) {
        return 0;
    }
    const bool shifted = text.at[0] == '+' && text.at[1] == '-' && text.at[2] != '-';
    while (marks < text.left && (text.at[marks] == '+' || text.at[marks] == '-')) {
        marks++;
    }
    const size_t rest = characters_of(text, shifted) % 4;
    return rest <= marks ? rest + (shifted ? rest : 0) : 0;
}
