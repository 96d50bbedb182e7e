#include <string.h>

#include "bytes/base64.h"

/* Whole groups of the standard alphabet, and runs of both, 32 characters at a time where the
 * processor has AVX2. On the same PEM, all of it warm: tables of 32 bits 1.9 GB/s, this 9 GB/s. */

#define BLOCK      32 /* characters */
#define BLOCK_MADE 24 /* octets they are */
/* A block is stored as 32 octets; so many characters left have room for them. */
#define BLOCK_SAFE 44

static uint32_t group_value(const uint8_t *group, bool *foreign)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < 4; i++) {
        *foreign = *foreign || !base64_standard(group[i]);
        bits = bits << 6 | base64_value(group[i]);
    }
    return bits;
}

static size_t run_portable(struct bytes text, bool url)
{
    size_t length = 0;
    while (length < text.left && base64_belongs(text.at[length], url)) {
        length++;
    }
    return length;
}

static size_t groups_portable(struct bytes text, uint8_t *to, size_t *made)
{
    size_t read = 0;
    while (text.left - read >= 4 && base64_standard(text.at[read])) {
        bool foreign = false;
        const uint32_t bits = group_value(text.at + read, &foreign);
        if (foreign) {
            break;
        }
        to[*made] = (uint8_t)(bits >> 16);
        to[*made + 1] = (uint8_t)(bits >> 8);
        to[*made + 2] = (uint8_t)bits;
        *made += 3;
        read += 4;
    }
    return read;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

/* A character is of an alphabet where both its halves have a bit in common. Of the upper halves, 2
 * has the first bit, 3 the second, 4 and 6 the third, 5 and 7 the fourth; `_` and `-` have bits of
 * their own. With two comparisons for each range this took twice the instructions. */
static const uint8_t low_bits[16] = { 0x0a, 0x0e, 0x0e, 0x0e, 0x0e, 0x0e, 0x0e, 0x0e,
                                      0x0e, 0x0e, 0x0c, 0x05, 0x04, 0x24, 0x04, 0x15 };
static const uint8_t high_bits[16] = { 0, 0, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08 };
static const uint8_t high_bits_url[16] = { 0, 0, 0x21, 0x02, 0x04, 0x18, 0x04, 0x08 };
/* By the upper half: from a character to its value; `/` has three less than `+`. */
static const int8_t shifts[16] = { 0, 0, 62 - '+', 52 - '0', -'A', -'A', 26 - 'a', 26 - 'a' };

AVX2 static inline __m256i table_of(const void *table)
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));
}

AVX2 static inline __m256i upper_half(__m256i block)
{
    return _mm256_and_si256(_mm256_srli_epi16(block, 4), _mm256_set1_epi8(0x0f));
}

/* A bit for each character of another alphabet, the first one lowest. */
AVX2 static inline uint32_t foreign_in(__m256i block, __m256i upper, const uint8_t high[16])
{
    const __m256i lower = _mm256_and_si256(block, _mm256_set1_epi8(0x0f));
    const __m256i common = _mm256_and_si256(_mm256_shuffle_epi8(table_of(low_bits), lower),
                                            _mm256_shuffle_epi8(table_of(high), upper));
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(common, _mm256_setzero_si256()));
}

/* Four values of six bits each to three octets, in each 32 bits, then these side by side. */
AVX2 static inline __m256i pack(__m256i value)
{
    const __m256i order = _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1,
                                           2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
    const __m256i halves = _mm256_maddubs_epi16(value, _mm256_set1_epi32(0x01400140));
    const __m256i whole = _mm256_madd_epi16(halves, _mm256_set1_epi32(0x00011000));
    return _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(whole, order),
                                       _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
}

/* False where a character is of another alphabet. */
AVX2 static inline bool decode(const uint8_t *from, __m256i *octets)
{
    __m256i block;
    memcpy(&block, from, sizeof(block));
    const __m256i upper = upper_half(block);
    const __m256i slashes = _mm256_cmpeq_epi8(block, _mm256_set1_epi8('/'));
    const __m256i shift = _mm256_add_epi8(_mm256_shuffle_epi8(table_of(shifts), upper),
                                          _mm256_and_si256(slashes, _mm256_set1_epi8(-3)));
    *octets = pack(_mm256_add_epi8(block, shift));
    return foreign_in(block, upper, high_bits) == 0;
}

AVX2 static size_t groups_avx2(struct bytes text, uint8_t *to, size_t *made)
{
    size_t read = 0;
    __m256i octets;
    while (text.left - read >= BLOCK && decode(text.at + read, &octets)) {
        const bool safe = text.left - read >= BLOCK_SAFE;
        memcpy(to + *made, &octets, safe ? sizeof(octets) : BLOCK_MADE);
        *made += BLOCK_MADE;
        read += BLOCK;
    }
    return read;
}

AVX2 static size_t run_avx2(struct bytes text, bool url)
{
    size_t length = 0;
    while (text.left - length >= BLOCK) {
        __m256i block;
        memcpy(&block, text.at + length, sizeof(block));
        const uint32_t foreign =
            foreign_in(block, upper_half(block), url ? high_bits_url : high_bits);
        if (foreign != 0) {
            return length + (size_t)__builtin_ctz(foreign);
        }
        length += BLOCK;
    }
    return length + run_portable(bytes_over(text.at + length, text.left - length), url);
}

size_t base64_run(struct bytes text, bool url)
{
    return text.left >= BLOCK && __builtin_cpu_supports("avx2") ? run_avx2(text, url)
                                                                : run_portable(text, url);
}

size_t base64_groups(struct bytes text, uint8_t *to, size_t *made)
{
    *made = 0;
    size_t read = 0;
    if (text.left >= BLOCK && __builtin_cpu_supports("avx2")) {
        read = groups_avx2(text, to, made);
    }
    struct bytes rest = text, before;
    const bool within = bytes_take(&rest, read, &before);
    return within ? read + groups_portable(rest, to, made) : read;
}
#else
size_t base64_run(struct bytes text, bool url)
{
    return run_portable(text, url);
}

size_t base64_groups(struct bytes text, uint8_t *to, size_t *made)
{
    *made = 0;
    return groups_portable(text, to, made);
}
#endif
