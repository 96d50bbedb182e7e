#include "candidates/anchors.h"

#include <assert.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* A triple belongs to a kind when each of its bytes has the kind's bit under
 * both of its halves. The sets of enum anchor_kind are chosen so that this says
 * exactly what they say. Rows: first, second, third byte; columns: the half. */
static const uint8_t low_nibble[ANCHOR_LENGTH][16] = {
    { 0x40, 0x00, 0xa3, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x04, 0x00,
      0x00 },
    { 0x42, 0xc8, 0x40, 0x20, 0x00, 0x01, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00, 0x10, 0x00,
      0x00 },
    { 0xc0, 0xcc, 0x60, 0x40, 0x40, 0x46, 0x54, 0x45, 0x44, 0x44, 0x40, 0x40, 0x40, 0x40, 0x40,
      0x40 }
};
static const uint8_t high_nibble[ANCHOR_LENGTH][16] = {
    { 0x80, 0x00, 0x00, 0x40, 0x0f, 0x00, 0x23, 0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
      0x00 },
    { 0x82, 0x00, 0x10, 0x20, 0x0d, 0x00, 0x01, 0x00, 0x40, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
      0x00 },
    { 0xc0, 0x40, 0x40, 0x40, 0x67, 0x48, 0x43, 0x50, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40,
      0x40 }
};

static unsigned kinds_at(const uint8_t *triple)
{
    unsigned kinds = 0xff;
    for (size_t i = 0; i < ANCHOR_LENGTH; i++) {
        kinds &= low_nibble[i][triple[i] & 0x0f];
        kinds &= high_nibble[i][triple[i] >> 4];
    }
    return kinds;
}

/* One past the last place where a whole triple begins. */
static size_t last_begin(struct bytes text, size_t to)
{
    size_t places = text.left >= ANCHOR_LENGTH ? text.left - ANCHOR_LENGTH + 1 : 0;
    return to < places ? to : places;
}

size_t anchors_find_portable(struct bytes text, size_t from, size_t *to, struct anchor *found,
                             size_t most)
{
    size_t count = 0, end = last_begin(text, *to);
    for (size_t at = from; at < end; at++) {
        /* The first byte alone refuses most of all text. */
        if ((low_nibble[0][text.at[at] & 0x0f] & high_nibble[0][text.at[at] >> 4]) == 0) {
            continue;
        }
        unsigned kinds = kinds_at(text.at + at);
        if (kinds == 0) {
            continue;
        }
        if (count == most) {
            *to = at;
            return count;
        }
        found[count++] = (struct anchor){ .at = at, .kinds = kinds };
    }
    return count;
}

#if defined(__x86_64__)
#define BLOCK 32

__attribute__((target("avx2"))) static inline __m256i classify(const uint8_t *at, __m256i low_table,
                                                               __m256i high_table)
{
    const __m256i half = _mm256_set1_epi8(0x0f);
    __m256i block = _mm256_loadu_si256((const __m256i *)(const void *)at);
    __m256i low = _mm256_and_si256(block, half);
    __m256i high = _mm256_and_si256(_mm256_srli_epi16(block, 4), half);
    return _mm256_and_si256(_mm256_shuffle_epi8(low_table, low),
                            _mm256_shuffle_epi8(high_table, high));
}

__attribute__((target("avx2"))) static inline __m256i table_of(const uint8_t table[16])
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table));
}

/* Bit n: a triple begins at byte n. */
__attribute__((target("avx2"))) static size_t
anchors_find_avx2(struct bytes text, size_t from, size_t *to, struct anchor *found, size_t most)
{
    const __m256i low0 = table_of(low_nibble[0]), high0 = table_of(high_nibble[0]);
    const __m256i low1 = table_of(low_nibble[1]), high1 = table_of(high_nibble[1]);
    const __m256i low2 = table_of(low_nibble[2]), high2 = table_of(high_nibble[2]);
    size_t count = 0, at = from, end = last_begin(text, *to);
    for (; end >= BLOCK && at <= end - BLOCK; at += BLOCK) {
        const uint8_t *block = text.at + at;
        __m256i kinds = _mm256_and_si256(
            _mm256_and_si256(classify(block, low0, high0), classify(block + 1, low1, high1)),
            classify(block + 2, low2, high2));
        if (_mm256_testz_si256(kinds, kinds)) {
            continue;
        }
        if (most - count < BLOCK) {
            *to = at;
            return count;
        }
        __m256i none = _mm256_cmpeq_epi8(kinds, _mm256_setzero_si256());
        unsigned mask = ~(unsigned)_mm256_movemask_epi8(none);
        for (; mask != 0; mask &= mask - 1) {
            size_t place = at + (size_t)__builtin_ctz(mask);
            found[count++] = (struct anchor){ .at = place, .kinds = kinds_at(text.at + place) };
        }
    }
    return count + anchors_find_portable(text, at, to, found + count, most - count);
}
#endif

size_t anchors_find(struct bytes text, size_t from, size_t *to, struct anchor *found, size_t most)
{
    assert(most >= 2 * 32);
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        return anchors_find_avx2(text, from, to, found, most);
    }
#endif
    return anchors_find_portable(text, from, to, found, most);
}
