#include "candidates/payload/torn_text.h"

#include "bytes/base64.h"
#include "bytes/utf8.h"

/* Of the colours of a terminal. */
#define ESCAPE 0x1b
/* A match of a compression is shorter, so that literals follow; of noise so many octets in a row
 * are hardly ever of the alphabet (64/256 each). */
#define LOOK_BEHIND 256
#define ROW_MIN     12

/* Dashes and the space of Windows-1252, which editors put into text. */
static bool is_editors(uint8_t byte)
{
    return byte == 0x96 || byte == 0x97 || byte == 0xa0;
}

size_t torn_text_at(struct bytes text)
{
    size_t at = 0;
    while (at < text.left) {
        const uint8_t next = text.at[at];
        struct bytes rest = bytes_over(text.at + at, text.left - at);
        uint32_t code;
        if ((next < ' ' && (next < '\t' || next > '\r') && next != ESCAPE) ||
            (next >= 0x80 && !is_editors(next) && !utf8_take(&rest, &code))) {
            break;
        }
        at += next < 0x80 || is_editors(next) ? 1 : text.left - at - rest.left;
    }
    return at;
}

size_t torn_text_end(struct bytes text)
{
    const size_t end = torn_text_at(text);
    size_t row = 0;
    for (size_t at = end; at < text.left && at - end < LOOK_BEHIND; at++) {
        row = base64_value(text.at[at]) == BASE64_FOREIGN ? 0 : row + 1;
        if (row == ROW_MIN) {
            return text.left;
        }
    }
    return end;
}
