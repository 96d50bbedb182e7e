#include "candidates/runs/run_sample.h"

#include <string.h>

#include "bytes/base85.h"
#include "bytes/charset_text.h"
#include "bytes/hex_text.h"
#include "candidates/runs/dense_escapes.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Letters and digits of EBCDIC lie above 0x80; so many of a sample's bytes. */
#define HIGH_MIN 10
/* So many escapes in a sample. */
#define ESCAPES_MIN 2
/* Bytes of `\u004d`, `\115` and `=4D`. */
#define UNICODE_ESCAPE 6
#define OCTAL_ESCAPE   4
#define QUOTED_ESCAPE  3
/* Of `    [0] => 48` and a line end. */
#define LISTED_DIGITS 2
/* A column of od -c, and how many of them are whole in a sample wherever it begins. */
#define COLUMN        4
#define COLUMNS_LEAST 3

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

/* Digits, and the marks of arrays in Pascal, Basic, JavaScript and PHP, and of escapes of URLs. */
static bool is_listed(const uint8_t *sample)
{
    unsigned digits = 0;
    for (size_t i = 0; i < RUN_SAMPLE; i++) {
        const uint8_t byte = sample[i];
        if ((run_sample_class(byte) & RUN_SAMPLE_HEX) == 0 &&
            (byte == '\0' || strchr("$%&'()=>[]{}hH;", byte) == NULL)) {
            return false;
        }
        digits += hex_digit(byte) >= 0 ? 1 : 0;
    }
    return digits >= LISTED_DIGITS;
}

/* What od -c and -a write into a column of three: a character, an octet in octal, an escape of C,
 * or one of the few names that text has. */
static bool is_cell(const uint8_t *cell)
{
    static const char names[][3] = { "sp", "nl", "lf", "cr", "ht" };
    if (cell[0] != ' ') {
        return cell[0] >= '0' && cell[0] <= '3' && cell[1] >= '0' && cell[1] <= '7' &&
               cell[2] >= '0' && cell[2] <= '7';
    }
    bool named = cell[1] == ' ' || cell[1] == '\\';
    for (size_t i = 0; !named && i < sizeof(names) / sizeof(names[0]); i++) {
        named = memcmp(cell + 1, names[i], 2) == 0;
    }
    return named && cell[2] > ' ' && cell[2] <= '~';
}

/* Three whole columns one behind the other, each behind a blank. */
static bool is_columns(const uint8_t *sample)
{
    for (size_t front = 0; front < COLUMN; front++) {
        size_t cells = 0, at = front;
        while (cells < COLUMNS_LEAST && sample[at] == ' ' && is_cell(sample + at + 1)) {
            cells++;
            at += COLUMN;
        }
        if (cells == COLUMNS_LEAST && sample[at] == ' ') {
            return true;
        }
    }
    return false;
}

#define ANY_CLASS                                                                                  \
    (RUN_SAMPLE_BASE64 | RUN_SAMPLE_HEX | RUN_SAMPLE_WIDE | RUN_SAMPLE_QUAD | RUN_SAMPLE_EBCDIC |  \
     RUN_SAMPLE_ESCAPED | RUN_SAMPLE_DENSE | RUN_SAMPLE_COLUMNS | RUN_SAMPLE_BASE85 |              \
     RUN_SAMPLE_LISTED)

static unsigned common_class(const uint8_t *sample)
{
    unsigned common = RUN_SAMPLE_BASE64 | RUN_SAMPLE_HEX;
    for (size_t i = 0; i < RUN_SAMPLE && common != 0; i++) {
        common &= run_sample_class(sample[i]);
    }
    return common;
}

/* `may`: what it can be at all. */
static unsigned class_of(const uint8_t *sample, unsigned may)
{
    const unsigned common =
        (may & (RUN_SAMPLE_BASE64 | RUN_SAMPLE_HEX)) != 0 ? common_class(sample) : 0;
    if (common != 0) {
        return common;
    }
    if ((may & RUN_SAMPLE_WIDE) != 0 && is_wide(sample)) {
        return RUN_SAMPLE_WIDE;
    }
    if ((may & RUN_SAMPLE_QUAD) != 0 && is_quad(sample)) {
        return RUN_SAMPLE_QUAD;
    }
    if ((may & RUN_SAMPLE_DENSE) != 0 && dense_escapes_kind(bytes_over(sample, RUN_SAMPLE)) != 0) {
        return RUN_SAMPLE_DENSE;
    }
    if ((may & RUN_SAMPLE_COLUMNS) != 0 && is_columns(sample)) {
        return RUN_SAMPLE_COLUMNS;
    }
    if ((may & RUN_SAMPLE_ESCAPED) != 0 && is_escaped(sample)) {
        return RUN_SAMPLE_ESCAPED;
    }
    if ((may & RUN_SAMPLE_LISTED) != 0 && is_listed(sample)) {
        return RUN_SAMPLE_LISTED;
    }
    if ((may & RUN_SAMPLE_BASE85) != 0 && base85_may_be(bytes_over(sample, RUN_SAMPLE))) {
        return RUN_SAMPLE_BASE85;
    }
    return (may & RUN_SAMPLE_EBCDIC) != 0 && is_ebcdic(sample) ? (unsigned)RUN_SAMPLE_EBCDIC : 0;
}

bool run_sample_next_portable(struct bytes text, size_t *at, size_t to, unsigned *class)
{
    for (; *at < to && *at < text.left && text.left - *at >= RUN_SAMPLE; *at += RUN_STRIDE) {
        unsigned found = class_of(text.at + *at, ANY_CLASS);
        if (found != 0) {
            *class = found;
            return true;
        }
    }
    return false;
}

#if defined(__x86_64__)
/* Each character of a class has one of its bits under both halves: base64 the
 * lower five, hex four others. Some more have those of hex too, the marks of arrays
 * among them, so what passes is looked at again. */
#define BITS_BASE64 0x1f
#define BITS_HEX    ((char)0xe2)
static const uint8_t low_bits[16] = { 0x5a, 0x3e, 0x7e, 0x3e, 0x7e, 0x7e, 0x7e, 0x5e,
                                      0xfe, 0xde, 0x9c, 0x85, 0xc4, 0xc5, 0x84, 0x0d };
static const uint8_t high_bits[16] = { 0x80, 0x00, 0x41, 0x82, 0x24, 0x88, 0x24, 0x90,
                                       0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 };

/* Bit n: byte n of a sample, or of two, is one of these. */
struct special_bytes {
    unsigned zeros, above, marks, slashes, equals;
};

/* Do three items end one column behind the other, each before a blank? Of one sample, or of two. */
static inline bool ends_columns(unsigned blanks)
{
    const unsigned ends = ~blanks & blanks >> 1;
    return (ends & ends >> COLUMN & ends >> 2 * COLUMN & 0x007f007f) != 0;
}

/* Zeros at every other place, or at three of four. */
static inline unsigned wide_class(unsigned zeros)
{
    if (zeros == 0xaaaa || zeros == 0x5555) {
        return RUN_SAMPLE_WIDE;
    }
    const bool quad = zeros == 0xeeee || zeros == 0xdddd || zeros == 0xbbbb || zeros == 0x7777;
    return quad ? RUN_SAMPLE_QUAD : 0;
}

/* What a sample with bytes that are in no plain text may be. */
__attribute__((target("popcnt"))) static inline unsigned
special_class(const struct special_bytes *bytes)
{
    unsigned may = wide_class(bytes->zeros);
    if (__builtin_popcount(bytes->above) >= HIGH_MIN) {
        may |= RUN_SAMPLE_EBCDIC;
    }
    if (__builtin_popcount(bytes->marks) >= ESCAPES_MIN) {
        may |= RUN_SAMPLE_ESCAPED | RUN_SAMPLE_DENSE;
    }
    /* Two marks at least, each as far behind the one before as its escape is long. */
    if (((bytes->slashes & (bytes->slashes >> UNICODE_ESCAPE | bytes->slashes >> OCTAL_ESCAPE)) |
         (bytes->equals & bytes->equals >> QUOTED_ESCAPE)) != 0) {
        may |= RUN_SAMPLE_DENSE;
    }
    return may;
}

#define SSSE3 __attribute__((target("ssse3,popcnt")))

SSSE3 static inline bool all_have(__m128i bits, char wanted)
{
    __m128i none = _mm_cmpeq_epi8(_mm_and_si128(bits, _mm_set1_epi8(wanted)), _mm_setzero_si128());
    return _mm_movemask_epi8(none) == 0;
}

SSSE3 static inline __m128i equal(__m128i sample, uint8_t byte)
{
    return _mm_cmpeq_epi8(sample, _mm_set1_epi8((char)byte));
}

SSSE3 static inline unsigned special_of(__m128i sample)
{
    const __m128i zeros = equal(sample, 0), slashes = equal(sample, '\\');
    const __m128i equals = equal(sample, '=');
    const __m128i marks = _mm_or_si128(equal(sample, '%'), equal(sample, '&'));
    const __m128i any = _mm_or_si128(_mm_or_si128(_mm_or_si128(zeros, slashes), equals),
                                     _mm_or_si128(marks, sample));
    if (_mm_movemask_epi8(any) == 0) {
        return 0;
    }
    const struct special_bytes bytes = {
        .zeros = (unsigned)_mm_movemask_epi8(zeros),
        .above = (unsigned)_mm_movemask_epi8(sample),
        .marks = (unsigned)_mm_movemask_epi8(_mm_or_si128(marks, equal(sample, 0xc2))),
        .slashes = (unsigned)_mm_movemask_epi8(slashes),
        .equals = (unsigned)_mm_movemask_epi8(equals),
    };
    return special_class(&bytes);
}

SSSE3 static bool run_sample_next_ssse3(struct bytes text, size_t *at, size_t to, unsigned *class)
{
    const __m128i low = _mm_loadu_si128((const __m128i *)(const void *)low_bits);
    const __m128i high = _mm_loadu_si128((const __m128i *)(const void *)high_bits);
    const __m128i half = _mm_set1_epi8(0x0f);
    for (; *at < to && *at < text.left && text.left - *at >= RUN_SAMPLE; *at += RUN_STRIDE) {
        __m128i sample = _mm_loadu_si128((const __m128i *)(const void *)(text.at + *at));
        __m128i bits =
            _mm_and_si128(_mm_shuffle_epi8(low, _mm_and_si128(sample, half)),
                          _mm_shuffle_epi8(high, _mm_and_si128(_mm_srli_epi16(sample, 4), half)));
        unsigned may = special_of(sample);
        may |=
            ends_columns((unsigned)_mm_movemask_epi8(equal(sample, ' '))) ? RUN_SAMPLE_COLUMNS : 0;
        may |= _mm_movemask_epi8(_mm_cmpgt_epi8(sample, _mm_set1_epi8(' '))) == 0xffff
                   ? RUN_SAMPLE_BASE85
                   : 0;
        may |= all_have(bits, BITS_BASE64) || all_have(bits, BITS_HEX)
                   ? RUN_SAMPLE_BASE64 | RUN_SAMPLE_HEX | RUN_SAMPLE_LISTED
                   : 0;
        unsigned found = may != 0 ? class_of(text.at + *at, may) : 0;
        if (found != 0) {
            *class = found;
            return true;
        }
    }
    return false;
}

#define AVX2 __attribute__((target("avx2,popcnt")))

AVX2 static inline __m256i pair_equal(__m256i pair, uint8_t byte)
{
    return _mm256_cmpeq_epi8(pair, _mm256_set1_epi8((char)byte));
}

AVX2 static inline __m256i pair_of(const uint8_t *at)
{
    const __m128i first = _mm_loadu_si128((const __m128i *)(const void *)at);
    const __m128i second = _mm_loadu_si128((const __m128i *)(const void *)(at + RUN_STRIDE));
    return _mm256_inserti128_si256(_mm256_castsi128_si256(first), second, 1);
}

AVX2 static inline bool is_special(__m256i pair)
{
    const __m256i zeros = pair_equal(pair, 0), slashes = pair_equal(pair, '\\');
    const __m256i equals = pair_equal(pair, '=');
    const __m256i marks = _mm256_or_si256(pair_equal(pair, '%'), pair_equal(pair, '&'));
    const __m256i any = _mm256_or_si256(_mm256_or_si256(_mm256_or_si256(zeros, slashes), equals),
                                        _mm256_or_si256(marks, pair));
    if (_mm256_movemask_epi8(any) == 0) {
        return false;
    }
    const struct special_bytes both = {
        .zeros = (unsigned)_mm256_movemask_epi8(zeros),
        .above = (unsigned)_mm256_movemask_epi8(pair),
        .marks = (unsigned)_mm256_movemask_epi8(_mm256_or_si256(marks, pair_equal(pair, 0xc2))),
        .slashes = (unsigned)_mm256_movemask_epi8(slashes),
        .equals = (unsigned)_mm256_movemask_epi8(equals),
    };
    /* Nearly all of machine code has such bytes, and too few of each. */
    if (__builtin_popcount(both.zeros) < RUN_SAMPLE / 2 &&
        __builtin_popcount(both.above) < HIGH_MIN && __builtin_popcount(both.marks) < ESCAPES_MIN &&
        __builtin_popcount(both.slashes) < ESCAPES_MIN &&
        __builtin_popcount(both.equals) < ESCAPES_MIN) {
        return false;
    }
    const struct special_bytes first = { both.zeros & 0xffff, both.above & 0xffff,
                                         both.marks & 0xffff, both.slashes & 0xffff,
                                         both.equals & 0xffff };
    const struct special_bytes second = { both.zeros >> 16, both.above >> 16, both.marks >> 16,
                                          both.slashes >> 16, both.equals >> 16 };
    return (special_class(&first) | special_class(&second)) != 0;
}

/* Has one of two samples a bit of these in each of its bytes? */
AVX2 static inline bool one_has(__m256i bits, char wanted)
{
    const __m256i none =
        _mm256_cmpeq_epi8(_mm256_and_si256(bits, _mm256_set1_epi8(wanted)), _mm256_setzero_si256());
    const unsigned mask = (unsigned)_mm256_movemask_epi8(none);
    return (mask & 0xffff) == 0 || mask >> 16 == 0;
}

/* Has one of two samples no blank, and nothing above ASCII? */
AVX2 static inline bool one_is_dense(__m256i pair)
{
    const unsigned mask =
        (unsigned)_mm256_movemask_epi8(_mm256_cmpgt_epi8(pair, _mm256_set1_epi8(' ')));
    return (mask & 0xffff) == 0xffff || mask >> 16 == 0xffff;
}

/* Two samples at once, as long as neither is of any class: of plain text they took two thirds of
 * the time one by one. */
AVX2 static bool run_sample_next_avx2(struct bytes text, size_t *at, size_t to, unsigned *class)
{
    const __m256i low =
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)low_bits));
    const __m256i high =
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)high_bits));
    const __m256i half = _mm256_set1_epi8(0x0f);
    while (*at < to && to - *at > RUN_STRIDE && *at < text.left &&
           text.left - *at >= RUN_STRIDE + RUN_SAMPLE) {
        const __m256i pair = pair_of(text.at + *at);
        const __m256i bits = _mm256_and_si256(
            _mm256_shuffle_epi8(low, _mm256_and_si256(pair, half)),
            _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(pair, 4), half)));
        if (!one_has(bits, BITS_BASE64) && !one_has(bits, BITS_HEX) && !is_special(pair) &&
            !ends_columns((unsigned)_mm256_movemask_epi8(pair_equal(pair, ' '))) &&
            !one_is_dense(pair)) {
            *at += 2 * RUN_STRIDE;
            continue;
        }
        if (run_sample_next_ssse3(text, at, *at + RUN_STRIDE + 1, class)) {
            return true;
        }
    }
    return run_sample_next_ssse3(text, at, to, class);
}
#endif

bool run_sample_next(struct bytes text, size_t *at, size_t to, unsigned *class)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt")) {
        return run_sample_next_avx2(text, at, to, class);
    }
    if (__builtin_cpu_supports("ssse3") && __builtin_cpu_supports("popcnt")) {
        return run_sample_next_ssse3(text, at, to, class);
    }
#endif
    return run_sample_next_portable(text, at, to, class);
}
