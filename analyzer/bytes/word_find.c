#include "bytes/word_find.h"

#include <assert.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

const uint8_t *word_find_portable(struct bytes text, const char *word, size_t length)
{
    assert(length >= 2);
    for (size_t at = 0; text.left >= length && at <= text.left - length; at++) {
        const uint8_t *found = memchr(text.at + at, word[0], text.left - length - at + 1);
        if (found == NULL) {
            break;
        }
        if (memcmp(found, word, length) == 0) {
            return found;
        }
        at = (size_t)(found - text.at);
    }
    return NULL;
}

#if defined(__x86_64__)
#define BLOCK 32

/* Places where the first character of the word stands, and its last one where that would be. */
__attribute__((target("avx2"))) static const uint8_t *find_avx2(struct bytes text, const char *word,
                                                                size_t length)
{
    const __m256i first = _mm256_set1_epi8(word[0]), last = _mm256_set1_epi8(word[length - 1]);
    size_t at = 0;
    for (; text.left - at >= BLOCK + length - 1; at += BLOCK) {
        const uint8_t *block = text.at + at;
        const __m256i front = _mm256_loadu_si256((const __m256i *)(const void *)block);
        const __m256i back =
            _mm256_loadu_si256((const __m256i *)(const void *)(block + length - 1));
        const __m256i both =
            _mm256_and_si256(_mm256_cmpeq_epi8(front, first), _mm256_cmpeq_epi8(back, last));
        for (unsigned mask = (unsigned)_mm256_movemask_epi8(both); mask != 0; mask &= mask - 1) {
            const uint8_t *place = block + __builtin_ctz(mask);
            if (memcmp(place, word, length) == 0) {
                return place;
            }
        }
    }
    return word_find_portable(bytes_over(text.at + at, text.left - at), word, length);
}
#endif

const uint8_t *word_find(struct bytes text, const char *word, size_t length)
{
    assert(length >= 2);
#if defined(__x86_64__)
    if (text.left >= BLOCK + length && __builtin_cpu_supports("avx2")) {
        return find_avx2(text, word, length);
    }
#endif
    return word_find_portable(text, word, length);
}
