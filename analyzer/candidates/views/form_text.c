#include "candidates/views/form_text.h"

#include <string.h>

#include "bytes/base64.h"
#include "bytes/word_find.h"

/* A `+` of a form that stands in JSON, or in a page. */
static const char *const escaped_pluses[] = { "\\u002b", "\\u002B", "&#43;", "&#x2b;", "&#x2B;" };
#define PLUSES (sizeof(escaped_pluses) / sizeof(escaped_pluses[0]))

/* Or what may be one: two passes over a text, and not one for each spelling. */
static bool has_plus(struct bytes text)
{
    return memchr(text.at, '+', text.left) != NULL || word_find(text, "\\u002", 5) != NULL ||
           word_find(text, "&#", 2) != NULL;
}

/* Soft line breaks of quoted-printable may have been put into it. */
static bool is_form_text(const uint8_t *from, const uint8_t *to)
{
    while (from < to) {
        if (*from == '=' && (from[1] == '\n' || from[1] == '\r')) {
            from += from[1] == '\r' && to - from > 2 && from[2] == '\n' ? 3 : 2;
        } else if (*from > ' ' && *from < 0x7f) {
            from++;
        } else {
            return false;
        }
    }
    return true;
}

/* Escaped, or escaped twice: `%0A`, `%5Cn`, `%5Cu000a`, `%26#10;`; where line ends had become
 * spaces before, the space behind a field's name, `%3A+`. */
static const uint8_t *first_line_end(struct bytes text)
{
    static const char *const ends[] = { "%0", "%5Cn", "%5Cr", "%5Cu000", "%26#", "%3A+" };
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        const uint8_t *found = memmem(text.at, text.left, ends[i], strlen(ends[i]));
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

/* Nothing but what stands for itself in a form, and spaces, from BEGIN to END. */
static bool is_form_armour(struct bytes text)
{
    const uint8_t *at = word_find(text, "BEGIN+", 6), *to = text.at + text.left;
    while (at != NULL && to - at >= 4 && memcmp(at, "END+", 4) != 0) {
        if (*at == '/' || (!base64_standard(*at) && *at != '-')) {
            return false;
        }
        at++;
    }
    return at != NULL && to - at >= 4;
}

bool form_text_is(struct bytes text, bool again)
{
    if (!has_plus(text)) {
        return false;
    }
    if (memchr(text.at, '%', text.left) == NULL) {
        return is_form_armour(text);
    }
    const uint8_t *first = first_line_end(text);
    const uint8_t *last = first == NULL ? NULL : memrchr(text.at, '%', text.left);
    return word_find(text, "BEGIN+", 6) != NULL ||
           (!again && last > first && is_form_text(first, last));
}

size_t form_text_space(struct bytes text)
{
    if (text.left == 0 || text.at[0] == '+') {
        return text.left > 0 ? 1 : 0;
    }
    for (size_t i = 0; i < PLUSES; i++) {
        const size_t length = strlen(escaped_pluses[i]);
        if (text.left >= length && memcmp(text.at, escaped_pluses[i], length) == 0) {
            return length;
        }
    }
    return 0;
}
