#include "bytes/base64.h"

#include <assert.h>
#include <string.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

/* Index: character below 128. Value: its six bits, 64 for padding, 255 for all others. */
#define PADDING_VALUE 64u
/* clang-format off */
static const uint8_t values[128] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,  62, 255,  62, 255,  63,
     52,  53,  54,  55,  56,  57,  58,  59,  60,  61, 255, 255, 255,  64, 255, 255,
    255,   0,   1,   2,   3,   4,   5,   6,   7,   8,   9,  10,  11,  12,  13,  14,
     15,  16,  17,  18,  19,  20,  21,  22,  23,  24,  25, 255, 255, 255, 255,  63,
    255,  26,  27,  28,  29,  30,  31,  32,  33,  34,  35,  36,  37,  38,  39,  40,
     41,  42,  43,  44,  45,  46,  47,  48,  49,  50,  51, 255, 255, 255, 255, 255
};
/* clang-format on */

static uint8_t value_of(uint8_t character)
{
    return character < 128 ? values[character] : (uint8_t)BASE64_FOREIGN;
}

uint8_t base64_value(uint8_t character)
{
    uint8_t value = value_of(character);
    return value < PADDING_VALUE ? value : (uint8_t)BASE64_FOREIGN;
}

bool base64_standard(uint8_t character)
{
    return value_of(character) < PADDING_VALUE && character != '-' && character != '_';
}

bool base64_belongs(uint8_t character, bool url)
{
    return value_of(character) < PADDING_VALUE && (url || (character != '-' && character != '_'));
}

#define BLOCK 16

/* Lies each byte of the block between `+`, the first character of the alphabet, and 0x7f? A
 * byte that does not borrows from the one above it: then the answer is no already. */
static bool may_be_row(const uint8_t *block)
{
#if defined(__x86_64__)
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)block);
    return _mm_movemask_epi8(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('+' - 1))) == 0xffff;
#else
    static const uint64_t first = 0x2b2b2b2b2b2b2b2b, high = 0x8080808080808080;
    uint64_t halves[2];
    memcpy(halves, block, sizeof(halves));
    const uint64_t below = (halves[0] - first) | (halves[1] - first);
    return ((below | halves[0] | halves[1]) & high) == 0;
#endif
}

/* A row of twice a block, less one, has one of the blocks at fixed places whole. */
bool base64_occurs(struct bytes text, size_t least)
{
    assert(least >= 2 * BLOCK - 1);
    for (size_t at = 0; text.left >= BLOCK && at <= text.left - BLOCK; at += BLOCK) {
        if (!may_be_row(text.at + at)) {
            continue;
        }
        size_t from = at, to = at;
        while (to < text.left && to - from < least && base64_standard(text.at[to])) {
            to++;
        }
        while (to > at && from > 0 && to - from < least && base64_standard(text.at[from - 1])) {
            from--;
        }
        if (to - from >= least) {
            return true;
        }
    }
    return false;
}

/* Whole groups of four, as long as nothing else stands between them. `at` has
 * room for three bytes per group. */
static size_t read_groups(struct bytes text, uint8_t *at, size_t *made)
{
    size_t read = 0, written = 0;
    while (text.left - read >= 4) {
        const uint8_t *group = text.at + read;
        uint8_t one = value_of(group[0]), two = value_of(group[1]);
        uint8_t three = value_of(group[2]), four = value_of(group[3]);
        if ((one | two | three | four) >= PADDING_VALUE) {
            break;
        }
        uint32_t bits = (uint32_t)one << 18 | (uint32_t)two << 12 | (uint32_t)three << 6 | four;
        at[written++] = (uint8_t)(bits >> 16);
        at[written++] = (uint8_t)(bits >> 8);
        at[written++] = (uint8_t)bits;
        read += 4;
    }
    *made = written;
    return read;
}

bool base64_close(struct base64_reader *reader, struct buffer *into)
{
    if (!buffer_reserve(into, 2)) {
        return false;
    }
    if (reader->count >= 2) {
        into->at[into->used++] = (uint8_t)(reader->bits >> (6 * reader->count - 8));
    }
    if (reader->count == 3) {
        into->at[into->used++] = (uint8_t)(reader->bits >> 2);
    }
    *reader = (struct base64_reader){ 0 };
    return true;
}

/* One character. The buffer has room for three bytes. */
static void read_character(struct base64_reader *reader, uint8_t value, struct buffer *into)
{
    reader->bits = (reader->bits << 6 | value) & 0xffffff;
    if (++reader->count == 4) {
        into->at[into->used++] = (uint8_t)(reader->bits >> 16);
        into->at[into->used++] = (uint8_t)(reader->bits >> 8);
        into->at[into->used++] = (uint8_t)reader->bits;
        *reader = (struct base64_reader){ 0 };
    }
}

bool base64_read(struct base64_reader *reader, struct bytes text, struct buffer *into)
{
    if (!buffer_reserve(into, text.left / 4 * 3 + 6)) {
        return false;
    }
    for (size_t i = 0; i < text.left; i++) {
        if (reader->count == 0) {
            size_t made;
            const struct bytes rest = bytes_over(text.at + i, text.left - i);
            i += base64_groups(rest, into->at + into->used, &made);
            into->used += made;
            i += read_groups(bytes_over(text.at + i, text.left - i), into->at + into->used, &made);
            into->used += made;
            if (i == text.left) {
                break;
            }
        }
        uint8_t value = value_of(text.at[i]);
        if (value < PADDING_VALUE) {
            read_character(reader, value, into);
        } else if (value == PADDING_VALUE && !base64_close(reader, into)) {
            return false;
        }
    }
    return true;
}

bool base64_decode(struct bytes text, struct buffer *into)
{
    struct base64_reader reader = { 0 };
    return base64_read(&reader, text, into) && base64_close(&reader, into);
}
