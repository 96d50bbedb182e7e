#include "candidates/armour/url_dashes.h"

#include <string.h>

#include "bytes/base64.h"

/* Behind so many characters, of which one is `-` or `_`, dashes are digits. */
#define ROW_MIN  32
#define ROW_SEEN 64
/* More than these are not, but before a further row: they are ones, of which so many are rare. */
#define DASHES_FEW  4
#define DASHES_MAX  12
#define ROW_BEHIND  16
#define MARK_LENGTH 3

static bool begins_mark(struct bytes text)
{
    return memcmp(text.at, "END", MARK_LENGTH) == 0 || memcmp(text.at, "BEG", MARK_LENGTH) == 0;
}

/* No more of it is looked at: it may go on for as long as the text, and have many dashes. */
static bool goes_on(struct bytes behind)
{
    return behind.left >= ROW_BEHIND &&
           base64_run(bytes_over(behind.at, ROW_BEHIND), true) == ROW_BEHIND;
}

size_t url_dashes_at(struct bytes text, size_t at)
{
    size_t from = at, end = at;
    while (from > 0 && at - from <= DASHES_MAX && text.at[from - 1] == '-') {
        from--;
    }
    while (end < text.left && end - at <= DASHES_MAX && text.at[end] == '-') {
        end++;
    }
    const struct bytes behind = bytes_over(text.at + end, text.left - end);
    if (from < ROW_MIN || behind.left < MARK_LENGTH || begins_mark(behind) ||
        end - from > DASHES_MAX || (end - from > DASHES_FEW && !goes_on(behind))) {
        return 0;
    }
    const size_t seen = from < ROW_SEEN ? from : ROW_SEEN;
    const uint8_t *row = text.at + from - seen;
    return memchr(row, '-', seen) != NULL || memchr(row, '_', seen) != NULL ? end - at : 0;
}
