#include "bytes/uuencode_line.h"

#include <string.h>

static bool in_alphabet(uint8_t character)
{
    return character >= ' ' && character <= '`';
}

struct bytes uuencode_line_trim(struct bytes line)
{
    while (line.left > 0 && (line.at[line.left - 1] == '\n' || line.at[line.left - 1] == '\r')) {
        line.left--;
    }
    return line;
}

enum uuencode_line uuencode_line_kind(struct bytes line)
{
    line = uuencode_line_trim(line);
    if (line.left == 3 && memcmp(line.at, "end", 3) == 0) {
        return UUENCODE_END;
    }
    if (line.left == 0) {
        return UUENCODE_OTHER;
    }
    size_t count = (line.at[0] - ' ') & 63u;
    size_t expected = 1 + (count + 2) / 3 * 4;
    for (size_t i = 0; i < line.left; i++) {
        if (!in_alphabet(line.at[i])) {
            return UUENCODE_OTHER;
        }
    }
    if (line.left > expected + 2) {
        return UUENCODE_OTHER;
    }
    return line.left < expected ? UUENCODE_SHORT : UUENCODE_DATA;
}

/* Blanks at the end of a line get lost on the way: they stand for zeros. */
static uint32_t digit_at(struct bytes line, size_t at)
{
    return at < line.left ? (line.at[at] - ' ') & 63u : 0;
}

size_t uuencode_line_decode(struct bytes line, uint8_t octets[UUENCODE_LINE_OCTETS])
{
    const size_t count = digit_at(line, 0);
    for (size_t done = 0, at = 1; done < count; done += 3, at += 4) {
        uint32_t group = digit_at(line, at) << 18 | digit_at(line, at + 1) << 12 |
                         digit_at(line, at + 2) << 6 | digit_at(line, at + 3);
        for (size_t i = 0; i < 3 && done + i < count; i++) {
            octets[done + i] = (uint8_t)(group >> (16 - 8 * i));
        }
    }
    return count;
}

bool uuencode_line_begins(struct bytes line)
{
    struct bytes mode, word;
    if (!bytes_take_until(&line, ' ', &word) || word.left != 5 ||
        memcmp(word.at, "begin", 5) != 0 || !bytes_take_until(&line, ' ', &mode) || mode.left < 3 ||
        mode.left > 4 || line.left == 0) {
        return false;
    }
    for (size_t i = 0; i < mode.left; i++) {
        if (mode.at[i] < '0' || mode.at[i] > '7') {
            return false;
        }
    }
    return true;
}
