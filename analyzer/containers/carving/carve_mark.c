#include "containers/carving/carve_mark.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define MARK 3

/* RFC 1950 section 2.2, as every program writes it: deflate with a window of 32 KiB, and one of
 * four levels. Then RFC 1951 section 3.2.3: the first block, the last one or not, has fixed codes
 * or dynamic ones. What is stored there stands in clear. */
#define ZLIB_FRONT 0x78
static const uint8_t zlib_levels[] = { 0x01, 0x5e, 0x9c, 0xda };
#define ZLIB_GROUP 7

static bool is_zlib_block(uint8_t octet)
{
    const unsigned type = octet >> 1 & 3u;
    return type == 1 || type == 2;
}

static bool is_zlib(const uint8_t *at)
{
    return at[0] == ZLIB_FRONT && memchr(zlib_levels, at[1], sizeof(zlib_levels)) != NULL &&
           is_zlib_block(at[2]);
}

/* As in candidates/anchors.c: marks of one group are looked for together, and what has each of its
 * octets from any of the group is held against the marks alone. */
static const struct mark {
    uint8_t octets[MARK];
    uint8_t group;
} marks[CARVE_ZLIB] = {
    [CARVE_ZIP] = { { 'P', 'K', 3 }, 0 },           [CARVE_GZIP] = { { 0x1f, 0x8b, 8 }, 1 },
    [CARVE_XZ] = { { 0xfd, '7', 'z' }, 2 },         [CARVE_BZIP2] = { { 'B', 'Z', 'h' }, 3 },
    [CARVE_ZSTD] = { { 0x28, 0xb5, 0x2f }, 4 },     [CARVE_LZ4] = { { 0x04, 0x22, 0x4d }, 5 },
    [CARVE_7Z] = { { '7', 'z', 0xbc }, 6 },         [CARVE_TAR] = { { 'u', 's', 't' }, 6 },
    [CARVE_LZIP] = { { 'L', 'Z', 'I' }, 0 },        [CARVE_CAB] = { { 'M', 'S', 'C' }, 3 },
    [CARVE_POSTGRES] = { { 0x00, 0x20, 0x04 }, 4 }, [CARVE_SNAPPY] = { { 0x82, 'S', 'N' }, 5 },
};

static bool mark_at(const uint8_t *at, enum carve_kind *kind)
{
    if (is_zlib(at)) {
        *kind = CARVE_ZLIB;
        return true;
    }
    for (unsigned i = 0; i < CARVE_ZLIB; i++) {
        const uint8_t *octets = marks[i].octets;
        if (at[0] == octets[0] && at[1] == octets[1] && at[2] == octets[2]) {
            *kind = (enum carve_kind)i;
            return true;
        }
    }
    return false;
}

static size_t last_begin(struct bytes text, size_t to)
{
    size_t places = text.left >= MARK ? text.left - MARK + 1 : 0;
    return to < places ? to : places;
}

bool carve_mark_find_portable(struct bytes text, size_t from, size_t to, size_t *at,
                              enum carve_kind *kind)
{
    for (size_t i = from, end = last_begin(text, to); i < end; i++) {
        if (mark_at(text.at + i, kind)) {
            *at = i;
            return true;
        }
    }
    return false;
}

#if defined(__x86_64__)
#define BLOCK 32

/* By the half of an octet: in which groups a mark has it. */
static uint8_t low_nibble[MARK][16], high_nibble[MARK][16];
static bool tabulated;

static void tabulate_octet(unsigned place, uint8_t octet, unsigned group)
{
    low_nibble[place][octet & 0x0f] |= (uint8_t)(1u << group);
    high_nibble[place][octet >> 4] |= (uint8_t)(1u << group);
}

static void tabulate_zlib(void)
{
    tabulate_octet(0, ZLIB_FRONT, ZLIB_GROUP);
    for (size_t i = 0; i < sizeof(zlib_levels); i++) {
        tabulate_octet(1, zlib_levels[i], ZLIB_GROUP);
    }
    for (unsigned octet = 0; octet <= UINT8_MAX; octet++) {
        if (is_zlib_block((uint8_t)octet)) {
            tabulate_octet(2, (uint8_t)octet, ZLIB_GROUP);
        }
    }
}

static void tabulate(void)
{
    for (unsigned i = 0; i < CARVE_ZLIB; i++) {
        for (unsigned place = 0; place < MARK; place++) {
            tabulate_octet(place, marks[i].octets[place], marks[i].group);
        }
    }
    tabulate_zlib();
    tabulated = true;
}

__attribute__((target("avx2"))) static inline __m256i table_of(const uint8_t table[16])
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table));
}

__attribute__((target("avx2"))) static inline __m256i classify(const uint8_t *at, __m256i low,
                                                               __m256i high)
{
    const __m256i half = _mm256_set1_epi8(0x0f);
    __m256i block = _mm256_loadu_si256((const __m256i *)(const void *)at);
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(block, 4), half);
    return _mm256_and_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(block, half)),
                            _mm256_shuffle_epi8(high, upper));
}

__attribute__((target("avx2"))) static bool
carve_mark_find_avx2(struct bytes text, size_t from, size_t to, size_t *at, enum carve_kind *kind)
{
    const __m256i low0 = table_of(low_nibble[0]), high0 = table_of(high_nibble[0]);
    const __m256i low1 = table_of(low_nibble[1]), high1 = table_of(high_nibble[1]);
    const __m256i low2 = table_of(low_nibble[2]), high2 = table_of(high_nibble[2]);
    size_t i = from, end = last_begin(text, to);
    for (; end >= BLOCK && i <= end - BLOCK; i += BLOCK) {
        const uint8_t *block = text.at + i;
        __m256i held =
            _mm256_and_si256(classify(block, low0, high0), classify(block + 1, low1, high1));
        held = _mm256_and_si256(held, classify(block + 2, low2, high2));
        if (_mm256_testz_si256(held, held)) {
            continue;
        }
        __m256i none = _mm256_cmpeq_epi8(held, _mm256_setzero_si256());
        for (unsigned mask = ~(unsigned)_mm256_movemask_epi8(none); mask != 0; mask &= mask - 1) {
            size_t place = i + (size_t)__builtin_ctz(mask);
            if (mark_at(text.at + place, kind)) {
                *at = place;
                return true;
            }
        }
    }
    return carve_mark_find_portable(text, i, to, at, kind);
}
#endif

bool carve_mark_find(struct bytes text, size_t from, size_t to, size_t *at, enum carve_kind *kind)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        if (!tabulated) {
            tabulate();
        }
        return carve_mark_find_avx2(text, from, to, at, kind);
    }
#endif
    return carve_mark_find_portable(text, from, to, at, kind);
}
