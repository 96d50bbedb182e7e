#include "bytes/utf16_narrow.h"

static uint8_t narrow_mark(unsigned point)
{
    if ((point >= 0x2010 && point <= 0x2015) || point == 0x2212) {
        return '-';
    }
    if (point >= 0x2000 && point <= 0x200a) {
        return ' ';
    }
    return point >= 0x2018 && point <= 0x201f ? '"' : 0;
}

uint8_t utf16_narrow_unit(const uint8_t unit[2], bool big_endian)
{
    unsigned point =
        big_endian ? (unsigned)unit[0] << 8 | unit[1] : (unsigned)unit[1] << 8 | unit[0];
    if (point == 0xa0) {
        return ' ';
    }
    return point < 0x100 ? (uint8_t)point : narrow_mark(point);
}

static bool is_text(uint8_t character)
{
    return (character >= ' ' && character != 0x7f && (character < 0x80 || character >= 0xa0)) ||
           character == '\t' || character == '\n' || character == '\r';
}

size_t utf16_run(struct bytes from, bool big_endian)
{
    size_t length = 0;
    while (from.left - length >= 2 && is_text(utf16_narrow_unit(from.at + length, big_endian))) {
        length += 2;
    }
    return length;
}
