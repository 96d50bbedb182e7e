#include "candidates/views/escaped_text.h"

#include <string.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#include "candidates/views/clear_view.h"

unsigned escaped_text_kind(uint8_t character)
{
    static const uint8_t kinds[128] = {
        ['\\'] = ESCAPE_BACKSLASH, ['%'] = ESCAPE_PERCENT, ['='] = ESCAPE_QUOTED,
        ['?'] = ESCAPE_QUOTED,     ['&'] = ESCAPE_MARKUP,  ['<'] = ESCAPE_MARKUP,
        [0x1b] = ESCAPE_MARKUP,
    };
    return character < 128 ? kinds[character] : (unsigned)ESCAPE_MARKUP;
}

#if defined(__x86_64__)
static unsigned begins_any(const uint8_t *at)
{
    static const char marks[] = "\\%=?&<\x1b";
    const __m128i block = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i found = block; /* its highest bit: no ASCII */
    for (size_t i = 0; i < sizeof(marks) - 1; i++) {
        found = _mm_or_si128(found, _mm_cmpeq_epi8(block, _mm_set1_epi8(marks[i])));
    }
    return (unsigned)_mm_movemask_epi8(found);
}
#endif

size_t escaped_text_plain(struct bytes text)
{
    size_t length = 0;
#if defined(__x86_64__)
    for (; text.left - length >= sizeof(__m128i); length += sizeof(__m128i)) {
        const unsigned found = begins_any(text.at + length);
        if (found != 0) {
            return length + (size_t)__builtin_ctz(found);
        }
    }
#endif
    while (length < text.left && escaped_text_kind(text.at[length]) == 0) {
        length++;
    }
    return length;
}

size_t escaped_text_take(struct bytes text, size_t at, unsigned kinds,
                         uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    const unsigned kind = escaped_text_kind(text.at[at]);
    *count = 0;
    if ((kind & kinds) == 0) {
        return 0;
    }
    return clear_view_take(bytes_over(text.at, at), bytes_over(text.at + at, text.left - at), true,
                           made, count);
}

size_t escaped_text_clear(struct bytes text, unsigned kinds, uint8_t *clear, size_t room,
                          size_t *length)
{
    size_t undone = 0;
    *length = 0;
    for (size_t at = 0; at < text.left && *length + UNESCAPE_MADE_MAX <= room;) {
        uint8_t made[UNESCAPE_MADE_MAX];
        const size_t most = room - UNESCAPE_MADE_MAX - *length;
        size_t plain = escaped_text_plain(bytes_over(text.at + at, text.left - at));
        plain = plain < most ? plain : most;
        memcpy(clear + *length, text.at + at, plain);
        *length += plain;
        at += plain;
        if (at == text.left) {
            break;
        }
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
