#include "bytes/charset_text.h"

#include "bytes/utf16_narrow.h"

/* Code page 037 to ASCII; 0: not a character of ASCII's text. */
/* clang-format off */
static const uint8_t cp037[256] = {
    [0x05] = '\t', [0x0d] = '\r', [0x15] = '\n', [0x25] = '\n', [0x40] = ' ',
    [0x4b] = '.', '<', '(', '+', '|', '&', [0x5a] = '!', '$', '*', ')', ';', [0x60] = '-', '/',
    [0x6b] = ',', '%', '_', '>', '?', [0x79] = '`', ':', '#', '@', '\'', '=', '"',
    [0x81] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i',
    [0x91] = 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', [0xa1] = '~',
    [0xa2] = 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', [0xb0] = '^', [0xba] = '[', ']',
    [0xc0] = '{', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I',
    [0xd0] = '}', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', [0xe0] = '\\',
    [0xe2] = 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z',
    [0xf0] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
};
/* clang-format on */

static const struct {
    const char *name;
    size_t width;
} charsets[CHARSETS] = {
    [CHARSET_UTF16_LE] = { "utf-16le", 2 }, [CHARSET_UTF16_BE] = { "utf-16be", 2 },
    [CHARSET_UTF32_LE] = { "utf-32le", 4 }, [CHARSET_UTF32_BE] = { "utf-32be", 4 },
    [CHARSET_CP037] = { "cp037", 1 },
};

const char *charset_name(enum charset charset)
{
    return charsets[charset].name;
}

size_t charset_width(enum charset charset)
{
    return charsets[charset].width;
}

/* One character as a byte; 0 for what is no text. */
static uint8_t narrow(const uint8_t *unit, enum charset charset)
{
    switch (charset) {
    case CHARSET_UTF16_LE:
        return utf16_narrow_unit(unit, false);
    case CHARSET_UTF16_BE:
        return utf16_narrow_unit(unit, true);
    case CHARSET_UTF32_LE:
        return unit[2] == 0 && unit[3] == 0 ? utf16_narrow_unit(unit, false) : 0;
    case CHARSET_UTF32_BE:
        return unit[0] == 0 && unit[1] == 0 ? utf16_narrow_unit(unit + 2, true) : 0;
    case CHARSET_CP037:
        return cp037[unit[0]];
    case CHARSETS:
        break;
    }
    return 0;
}

static bool is_text(uint8_t character)
{
    return (character >= ' ' && character != 0x7f && (character < 0x80 || character >= 0xa0)) ||
           character == '\t' || character == '\n' || character == '\r';
}

size_t charset_run(struct bytes from, enum charset charset)
{
    const size_t width = charsets[charset].width;
    size_t length = 0;
    while (from.left - length >= width && is_text(narrow(from.at + length, charset))) {
        length += width;
    }
    return length;
}

bool charset_narrow(struct bytes run, enum charset charset, struct buffer *into)
{
    const size_t width = charsets[charset].width;
    if (!buffer_reserve(into, run.left / width)) {
        return false;
    }
    for (size_t i = 0; run.left - i >= width; i += width) {
        into->at[into->used++] = narrow(run.at + i, charset);
    }
    return true;
}
