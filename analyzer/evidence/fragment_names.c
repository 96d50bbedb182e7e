#include "evidence/fragment_names.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bytes/ascii.h"

#define MARK "/" /* no way to a file begins so */

bool fragment_names_put(struct buffer *names, const struct fragment_span *span)
{
    char text[64];
    (void)snprintf(text, sizeof(text), "%s%s%" PRIu64 "+%" PRIu64,
                   names->used > 0 ? FRAGMENT_NAMES_BETWEEN : "", MARK, span->offset, span->length);
    return buffer_append_text(names, text);
}

static bool take_number(struct bytes *text, uint64_t *number)
{
    struct bytes rest = *text, digit;
    uint64_t read = 0;
    while (rest.left > 0 && ascii_is_digit(rest.at[0])) {
        if (!bytes_take(&rest, 1, &digit) || read > (UINT64_MAX - 9) / 10) {
            return false;
        }
        read = 10 * read + (uint64_t)(digit.at[0] - '0');
    }
    if (rest.left == text->left) {
        return false;
    }
    *text = rest;
    *number = read;
    return true;
}

bool fragment_names_take(struct bytes *names, struct fragment_span *span)
{
    struct bytes rest = *names, skipped;
    struct bytes way = fragment_names_way(&rest);
    struct fragment_span read;
    if (!bytes_begin_with(way, MARK) || !bytes_take(&way, strlen(MARK), &skipped) ||
        !take_number(&way, &read.offset) || !bytes_begin_with(way, "+") ||
        !bytes_take(&way, 1, &skipped) || !take_number(&way, &read.length) || way.left > 0) {
        return false;
    }
    *names = rest;
    *span = read;
    return true;
}

struct bytes fragment_names_way(struct bytes *names)
{
    const size_t length = strlen(FRAGMENT_NAMES_BETWEEN);
    const uint8_t *end =
        names->left > 0 ? memmem(names->at, names->left, FRAGMENT_NAMES_BETWEEN, length) : NULL;
    struct bytes way, skipped;
    return bytes_take(names, end != NULL ? (size_t)(end - names->at) : names->left, &way) &&
                   bytes_take(names, end != NULL ? length : 0, &skipped)
               ? way
               : bytes_over(NULL, 0);
}
