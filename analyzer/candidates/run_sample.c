#include "candidates/run_sample.h"

#include "bytes/charset_text.h"
#include "bytes/hex_text.h"
#include "candidates/dense_escapes.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Letters and digits of EBCDIC lie above 0x80; so many of a sample's bytes. */
#define HIGH_MIN 10
/* So many escapes in a sample. */
#define ESCAPES_MIN 2
/* Bytes of `\u004d`. */
#define UNICODE_ESCAPE 6

/* clang-format off */
static const uint8_t classes[128] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0, 2, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 1,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 0, 0, 0, 0, 0,
    0, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 1, 0, 2, 0, 0, 1,
    0, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 1, 0, 0, 0, 0, 0
};
/* clang-format on */

unsigned run_sample_class(uint8_t byte)
{
    return byte < 128 ? classes[byte] : 0;
}

static bool is_wide(const uint8_t *sample)
{
    bool first = sample[0] == 0;
    for (size_t i = 1; i < RUN_SAMPLE; i++) {
        if ((sample[i] == 0) != (first == (i % 2 == 0))) {
            return false;
        }
    }
    return true;
}

/* The first of every four that is not zero stands at the same place in all. */
static bool is_quad(const uint8_t *sample)
{
    for (size_t place = 0; place < 4; place++) {
        bool held = true;
        for (size_t i = 0; i < RUN_SAMPLE && held; i++) {
            held = (sample[i] != 0) == (i % 4 == place);
        }
        if (held) {
            return true;
        }
    }
    return false;
}

static bool is_ebcdic(const uint8_t *sample)
{
    size_t high = 0;
    for (size_t i = 0; i < RUN_SAMPLE; i++) {
        high += sample[i] >= 0x80 ? 1 : 0;
    }
    return high >= HIGH_MIN &&
           charset_run(bytes_over(sample, RUN_SAMPLE), CHARSET_CP037) == RUN_SAMPLE;
}

static bool may_escape(uint8_t byte)
{
    return byte == '%' || byte == '&' || byte == 0xc2;
}

/* Does a pair of hex digits end there, or a number before a comma? Not in an escape of UTF-8. */
static bool ends_octet(const uint8_t *sample, size_t end, bool comma)
{
    if (end == 0 || hex_digit(sample[end - 1]) < 0) {
        return false;
    }
    const bool pair = end >= 2 && hex_digit(sample[end - 2]) >= 0;
    return pair ? end < 3 || sample[end - 3] != '%' : comma && sample[end - 1] <= '9';
}

/* Escapes right behind such ones, and maybe a comma. */
static bool is_escaped(const uint8_t *sample)
{
    unsigned count = 0;
    for (size_t i = 2; i < RUN_SAMPLE; i++) {
        const bool comma = sample[i - 1] == ',';
        count += may_escape(sample[i]) && ends_octet(sample, comma ? i - 1 : i, comma) ? 1 : 0;
    }
    return count >= ESCAPES_MIN;
}

static unsigned class_of(const uint8_t *sample)
{
    unsigned common = RUN_SAMPLE_BASE64 | RUN_SAMPLE_HEX;
    for (size_t i = 0; i < RUN_SAMPLE && common != 0; i++) {
        common &= run_sample_class(sample[i]);
    }
    if (common != 0) {
        return common;
    }
    if (is_wide(sample)) {
        return RUN_SAMPLE_WIDE;
    }
    if (is_quad(sample)) {
        return RUN_SAMPLE_QUAD;
    }
    if (dense_escapes_kind(bytes_over(sample, RUN_SAMPLE)) != 0) {
        return RUN_SAMPLE_DENSE;
    }
    return is_escaped(sample)  ? RUN_SAMPLE_ESCAPED
           : is_ebcdic(sample) ? (unsigned)RUN_SAMPLE_EBCDIC
                               : 0;
}

bool run_sample_next_portable(struct bytes text, size_t *at, size_t to, unsigned *class)
{
    for (; *at < to && *at < text.left && text.left - *at >= RUN_SAMPLE; *at += RUN_STRIDE) {
        unsigned found = class_of(text.at + *at);
        if (found != 0) {
            *class = found;
            return true;
        }
    }
    return false;
}

#if defined(__x86_64__)
/* Each character of a class has one of its bits under both halves: base64 the
 * lower five, hex four others. Some more have them too, so what passes is
 * looked at again. */
#define BITS_BASE64 0x1f
#define BITS_HEX    ((char)0xe2)
static const uint8_t low_bits[16] = { 0x5a, 0x3e, 0x7e, 0x3e, 0x3e, 0x3e, 0x3e, 0x1e,
                                      0x9e, 0x9e, 0x9c, 0x05, 0xc4, 0xc5, 0x04, 0x0d };
static const uint8_t high_bits[16] = { 0x80, 0x00, 0x41, 0x82, 0x24, 0x88, 0x24, 0x90,
                                       0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 };

__attribute__((target("ssse3,popcnt"))) static inline bool all_have(__m128i bits, char wanted)
{
    __m128i none = _mm_cmpeq_epi8(_mm_and_si128(bits, _mm_set1_epi8(wanted)), _mm_setzero_si128());
    return _mm_movemask_epi8(none) == 0;
}

/* Zeros at every other place, or at three of four. */
static inline bool may_be_wide(unsigned zeros)
{
    return zeros == 0xaaaa || zeros == 0x5555 || zeros == 0xeeee || zeros == 0xdddd ||
           zeros == 0xbbbb || zeros == 0x7777;
}

__attribute__((target("ssse3,popcnt"))) static inline int escapes_of(__m128i sample)
{
    const __m128i marks =
        _mm_or_si128(_mm_cmpeq_epi8(sample, _mm_set1_epi8('%')),
                     _mm_or_si128(_mm_cmpeq_epi8(sample, _mm_set1_epi8('&')),
                                  _mm_cmpeq_epi8(sample, _mm_set1_epi8((char)0xc2))));
    return __builtin_popcount((unsigned)_mm_movemask_epi8(marks));
}

/* Two backslashes at least, each six bytes behind the one before. */
__attribute__((target("ssse3,popcnt"))) static inline bool may_be_dense(__m128i sample)
{
    const unsigned marks = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(sample, _mm_set1_epi8('\\')));
    return (marks & marks >> UNICODE_ESCAPE) != 0;
}

__attribute__((target("ssse3,popcnt"))) static bool
run_sample_next_ssse3(struct bytes text, size_t *at, size_t to, unsigned *class)
{
    const __m128i low = _mm_loadu_si128((const __m128i *)(const void *)low_bits);
    const __m128i high = _mm_loadu_si128((const __m128i *)(const void *)high_bits);
    const __m128i half = _mm_set1_epi8(0x0f);
    for (; *at < to && *at < text.left && text.left - *at >= RUN_SAMPLE; *at += RUN_STRIDE) {
        __m128i sample = _mm_loadu_si128((const __m128i *)(const void *)(text.at + *at));
        __m128i bits =
            _mm_and_si128(_mm_shuffle_epi8(low, _mm_and_si128(sample, half)),
                          _mm_shuffle_epi8(high, _mm_and_si128(_mm_srli_epi16(sample, 4), half)));
        unsigned zeros = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(sample, _mm_setzero_si128()));
        unsigned above = (unsigned)_mm_movemask_epi8(sample);
        if (!all_have(bits, BITS_BASE64) && !all_have(bits, BITS_HEX) && !may_be_wide(zeros) &&
            __builtin_popcount(above) < HIGH_MIN && escapes_of(sample) < ESCAPES_MIN &&
            !may_be_dense(sample)) {
            continue;
        }
        unsigned found = class_of(text.at + *at);
        if (found != 0) {
            *class = found;
            return true;
        }
    }
    return false;
}
#endif

bool run_sample_next(struct bytes text, size_t *at, size_t to, unsigned *class)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("ssse3") && __builtin_cpu_supports("popcnt")) {
        return run_sample_next_ssse3(text, at, to, class);
    }
#endif
    return run_sample_next_portable(text, at, to, class);
}
