#include "candidates/views/soft_text.h"

#include <string.h>

/* What stands at the front: how many bytes it takes, and what it stands for; '\0' = nothing. */
static size_t take_soft(struct bytes text, uint8_t *made)
{
    *made = text.at[0];
    if (text.at[0] != '=' || text.left < 2) {
        return 1;
    }
    *made = '\0';
    if (text.at[1] == '\n') {
        return 2;
    }
    if (text.left > 2 && text.at[1] == '\r' && text.at[2] == '\n') {
        return 3;
    }
    const bool blank = text.left > 2 && text.at[1] == '2' && text.at[2] == '0';
    *made = blank ? ' ' : '=';
    return blank ? 3 : 1;
}

struct bytes soft_text_join(struct bytes text, uint8_t into[SOFT_TEXT_MAX])
{
    text.left = text.left < SOFT_TEXT_MAX ? text.left : SOFT_TEXT_MAX;
    if (text.left == 0 || memchr(text.at, '=', text.left) == NULL) {
        return text;
    }
    size_t length = 0;
    for (size_t at = 0; at < text.left;) {
        uint8_t made;
        at += take_soft(bytes_over(text.at + at, text.left - at), &made);
        if (made != '\0') {
            into[length++] = made;
        }
    }
    return bytes_over(into, length);
}

size_t soft_text_length(struct bytes text, size_t joined)
{
    size_t at = 0;
    while (joined > 0 && at < text.left) {
        uint8_t made;
        at += take_soft(bytes_over(text.at + at, text.left - at), &made);
        joined -= made != '\0' ? 1 : 0;
    }
    return at;
}
