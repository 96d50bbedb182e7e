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
    while (text.left - read >= 4) {
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

/* Adds `shift` where a character lies between `first` and `last`, and marks it as known. */
AVX2 static inline void translate(__m256i text, char first, char last, char shift, __m256i *value,
                                  __m256i *known)
{
    const __m256i in =
        _mm256_and_si256(_mm256_cmpgt_epi8(text, _mm256_set1_epi8((char)(first - 1))),
                         _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(last + 1)), text));
    *value = _mm256_add_epi8(*value, _mm256_and_si256(in, _mm256_set1_epi8(shift)));
    *known = _mm256_or_si256(*known, in);
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
    __m256i value = block, known = _mm256_setzero_si256();
    translate(block, 'A', 'Z', -'A', &value, &known);
    translate(block, 'a', 'z', 26 - 'a', &value, &known);
    translate(block, '0', '9', 52 - '0', &value, &known);
    translate(block, '+', '+', 62 - '+', &value, &known);
    translate(block, '/', '/', 63 - '/', &value, &known);
    *octets = pack(value);
    return _mm256_movemask_epi8(known) == -1;
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

/* A bit for each character of the block, the first one lowest: set where it is of the alphabet. */
AVX2 static inline uint32_t known_in(const uint8_t *from, bool url)
{
    __m256i block;
    memcpy(&block, from, sizeof(block));
    __m256i value = block, known = _mm256_setzero_si256();
    translate(block, 'A', 'Z', 0, &value, &known);
    translate(block, 'a', 'z', 0, &value, &known);
    translate(block, '/', '9', 0, &value, &known);
    translate(block, '+', '+', 0, &value, &known);
    if (url) {
        translate(block, '-', '-', 0, &value, &known);
        translate(block, '_', '_', 0, &value, &known);
    }
    return (uint32_t)_mm256_movemask_epi8(known);
}

AVX2 static size_t run_avx2(struct bytes text, bool url)
{
    size_t length = 0;
    while (text.left - length >= BLOCK) {
        const uint32_t known = known_in(text.at + length, url);
        if (known != UINT32_MAX) {
            return length + (size_t)__builtin_ctz(~known);
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
