#include "bytes/line_front.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

bool line_front_is(const uint8_t fronts[LINE_FRONTS], uint8_t byte)
{
    return byte == fronts[0] || byte == fronts[1] || byte == fronts[2];
}

size_t line_front_find_portable(struct bytes text, const uint8_t fronts[LINE_FRONTS])
{
    for (size_t at = 0; text.left - at > 1; at++) {
        const uint8_t *feed = memchr(text.at + at, '\n', text.left - at - 1);
        if (feed == NULL) {
            break;
        }
        at = (size_t)(feed - text.at);
        if (line_front_is(fronts, feed[1])) {
            return at;
        }
    }
    return text.left;
}

#if defined(__x86_64__)
#define BLOCK 32
#define AVX2  __attribute__((target("avx2"), always_inline)) static inline

AVX2 __m256i load(const uint8_t *at)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

/* `one`: all of them are the same byte. */
AVX2 size_t find_block(struct bytes text, const uint8_t fronts[LINE_FRONTS], bool one)
{
    const __m256i feed = _mm256_set1_epi8('\n'), first = _mm256_set1_epi8((char)fronts[0]);
    const __m256i second = _mm256_set1_epi8((char)fronts[1]);
    const __m256i third = _mm256_set1_epi8((char)fronts[2]);
    size_t at = 0;
    for (; text.left - at > BLOCK; at += BLOCK) {
        const __m256i next = load(text.at + at + 1);
        __m256i any = _mm256_cmpeq_epi8(next, first);
        if (!one) {
            any = _mm256_or_si256(any, _mm256_or_si256(_mm256_cmpeq_epi8(next, second),
                                                       _mm256_cmpeq_epi8(next, third)));
        }
        any = _mm256_and_si256(any, _mm256_cmpeq_epi8(load(text.at + at), feed));
        const unsigned found = (unsigned)_mm256_movemask_epi8(any);
        if (found != 0) {
            return at + (size_t)__builtin_ctz(found);
        }
    }
    return at + line_front_find_portable(bytes_over(text.at + at, text.left - at), fronts);
}

__attribute__((target("avx2"))) static size_t find_avx2(struct bytes text,
                                                        const uint8_t fronts[LINE_FRONTS])
{
    const bool one = fronts[0] == fronts[1] && fronts[0] == fronts[2];
    return one ? find_block(text, fronts, true) : find_block(text, fronts, false);
}
#endif

size_t line_front_find(struct bytes text, const uint8_t fronts[LINE_FRONTS])
{
#if defined(__x86_64__)
    if (text.left > BLOCK && __builtin_cpu_supports("avx2")) {
        return find_avx2(text, fronts);
    }
#endif
    return line_front_find_portable(text, fronts);
}
