#include "text_encoding.h"

#include <string.h>

void base64_write(FILE *into, struct blob from, size_t width, const char *line_end)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t column = 0;
    for (size_t i = 0; i < from.length; i += 3) {
        size_t left = from.length - i;
        unsigned bits = (unsigned)from.at[i] << 16;
        bits |= left > 1 ? (unsigned)from.at[i + 1] << 8 : 0;
        bits |= left > 2 ? (unsigned)from.at[i + 2] : 0;
        char four[4] = { digits[bits >> 18], digits[bits >> 12 & 63],
                         left > 1 ? digits[bits >> 6 & 63] : '=',
                         left > 2 ? digits[bits & 63] : '=' };
        for (size_t j = 0; j < 4; j++) {
            fputc(four[j], into);
            if (++column == width) {
                fputs(line_end, into);
                column = 0;
            }
        }
    }
    if (width != 0 && column != 0) {
        fputs(line_end, into);
    }
}

void escaped_write(FILE *into, struct blob text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '\n') {
            fputs("\\n", into);
            continue;
        }
        fputc(text.at[i], into);
    }
}

void lines_write(FILE *into, struct blob text, const char *before, const char *line_end)
{
    const char *at = (const char *)text.at;
    size_t left = text.length;
    while (left > 0) {
        const char *end = memchr(at, '\n', left);
        size_t length = end != NULL ? (size_t)(end - at) : left;
        fprintf(into, "%s%.*s%s", before, (int)length, at, line_end);
        size_t taken = end != NULL ? length + 1 : length;
        at += taken;
        left -= taken;
    }
}

void quoted_printable_write(FILE *into, struct blob text)
{
    size_t column = 0;
    for (size_t i = 0; i < text.length; i++) {
        uint8_t byte = text.at[i];
        if (byte == '\n') {
            fputs("=0D=0A=\n", into);
            column = 0;
            continue;
        }
        if (column > 60) {
            fputs("=\n", into);
            column = 0;
        }
        int coded = byte < 33 || byte > 126 || byte == '=';
        column += (size_t)fprintf(into, coded ? "=%02X" : "%c", byte);
    }
    fputs("\n", into);
}

void utf16_write(FILE *into, struct blob text)
{
    fputs("\xff\xfe", into);
    for (size_t i = 0; i < text.length; i++) {
        fputc(text.at[i], into);
        fputc(0, into);
    }
}
