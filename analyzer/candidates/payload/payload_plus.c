#include "candidates/payload/payload_plus.h"

#include <string.h>

#include "bytes/base64.h"
#include "candidates/payload/line_prefix.h"

/* Whole lines; of fewer, one could be prose. */
#define LINES_MIN 2
/* RFC 7468 section 2 has 64, OpenSSH 70, RFC 2045 section 6.8 at most 76. */
#define WIDTH_MIN 60
#define WIDTH_MAX 76

/* Behind the line of the mark, fields (RFC 1421 section 4.6) and the empty line after those. */
static void skip_front(struct bytes *text)
{
    struct bytes rest = *text, line;
    while (line_take(&rest, &line) && (line.left == 0 || memchr(line.at, ':', line.left) != NULL)) {
        *text = rest;
    }
}

/* Base64 and blanks alone, of which words have more than `+` are. */
static bool is_row(struct bytes line, size_t *blanks)
{
    size_t count = 0;
    for (size_t at = 0; at < line.left; at++) {
        if (line.at[at] != ' ' && !base64_standard(line.at[at])) {
            return false;
        }
        count += line.at[at] == ' ' ? 1 : 0;
    }
    *blanks += count;
    return count <= line.left / 8;
}

/* Takes the rows that are as wide as the first. How many, and how many blanks are in them. */
static size_t take_rows(struct bytes *text, size_t *blanks)
{
    struct bytes rest = *text, line;
    size_t rows = 0, width = 0;
    while (line_take(&rest, &line) && (rows == 0 || line.left == width) && is_row(line, blanks)) {
        width = line.left;
        *text = rest;
        rows++;
    }
    return width >= WIDTH_MIN && width <= WIDTH_MAX ? rows : 0;
}

bool payload_plus_holds(struct bytes body)
{
    size_t blanks = 0;
    skip_front(&body);
    return take_rows(&body, &blanks) >= LINES_MIN && blanks > 0;
}

/* In the rows, and in the shorter one behind them. */
static void fill(struct bytes body, uint8_t *copy)
{
    struct bytes rest = body, line;
    size_t blanks = 0;
    skip_front(&rest);
    const size_t front = body.left - rest.left;
    (void)take_rows(&rest, &blanks);
    const size_t end = line_take(&rest, &line) ? body.left - rest.left : body.left;
    for (size_t at = front; at < end; at++) {
        copy[at] = copy[at] == ' ' ? '+' : copy[at];
    }
}

bool payload_plus_read(const struct payload_source *source, struct payload *payload)
{
    struct buffer copy = { 0 };
    struct payload_source filled = *source;
    if (!payload_plus_holds(source->body) || !buffer_append(&copy, source->body)) {
        return false;
    }
    fill(source->body, copy.at);
    filled.body = buffer_bytes(&copy);
    const bool read = payload_read(&filled, PAYLOAD_STRIP, payload);
    buffer_clear(&copy);
    return read;
}
