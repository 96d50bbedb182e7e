#include "candidates/escaped_text.h"

#include "candidates/clear_view.h"

unsigned escaped_text_kind(uint8_t character)
{
    switch (character) {
    case '\\':
        return ESCAPE_BACKSLASH;
    case '%':
        return ESCAPE_PERCENT;
    case '=':
    case '?':
        return ESCAPE_QUOTED;
    case '&':
    case '<':
        return ESCAPE_MARKUP;
    default:
        return character >= 0x80 ? ESCAPE_MARKUP : 0;
    }
}

size_t escaped_text_take(struct bytes text, size_t at, unsigned kinds,
                         uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    const unsigned kind = escaped_text_kind(text.at[at]);
    *count = 0;
    if ((kind & kinds) == 0) {
        return 0;
    }
    return clear_view_take(text, at, true, made, count);
}

size_t escaped_text_clear(struct bytes text, unsigned kinds, uint8_t *clear, size_t room,
                          size_t *length)
{
    size_t undone = 0;
    *length = 0;
    for (size_t at = 0; at < text.left && *length + UNESCAPE_MADE_MAX <= room;) {
        uint8_t made[UNESCAPE_MADE_MAX];
        size_t count, taken = escaped_text_take(text, at, kinds, made, &count);
        if (taken == 0) {
            clear[(*length)++] = text.at[at++];
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            clear[(*length)++] = made[i];
        }
        undone++;
        at += taken;
    }
    return undone;
}
