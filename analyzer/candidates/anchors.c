#include "candidates/anchors.h"

#include <assert.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* A row is a triple, each byte of it from a range. Rows of one group are looked for
 * together: what has each of its bytes from any row of the group passes, and is held
 * against the rows alone. So a group holds triples that are made of bytes alike, or
 * rare ones; alike by the halves of their bytes. These groups let through the least of
 * much text, base64, logs, sources and machine code: one place of 130 of sources, 160 of
 * base64, 5000 of mail. It is what the pass costs: with rows put where there was room, one of
 * 29 of mail, it took five times as long. New rows want the groups of all to be sought anew:
 * from what there is, move and exchange rows as long as less of such a corpus passes, again
 * from some shuffled beginnings.
 *
 * What else could look for them was measured beside it, user nanoseconds a byte, 64 MiB of each in
 * blocks of 256 KiB (Zen, AVX2; cmake --build build/release --target bench_anchors, then
 * build/release/tests/bench_anchors FILE...; all found the same places):
 *                                         mails  base64  sources  programs
 *     vectors, as below                    0.18    0.26     0.25      0.31
 *     plain C, as below                    0.86    0.81     1.07      0.81
 *     Hyperscan 5.4.0                      0.58    0.59     0.56      0.47
 *     PCRE2 with its JIT, one by one       4.7     5.9      5.5       4.3
 *     PCRE2 with its JIT, all in one      15      21       14        17
 * Vectorscan 5.4.9 took 0.61 to 0.65. So a library of 10 MB more would not make it faster where
 * there is AVX2, and only somewhat where there is not. */
#define GROUPS 8

static const struct row {
    unsigned kind;
    unsigned group;
    bool any_case;
    uint8_t from[ANCHOR_LENGTH], to[ANCHOR_LENGTH];
} rows[] = {
    { ANCHOR_ARMOUR, 7, true, { 'B', 'E', 'G' }, { 'B', 'E', 'G' } },
    { ANCHOR_ARMOUR_WIDE, 7, true, { 'B', 0, 'E' }, { 'B', 0, 'E' } },
#ifndef ANCHORS_OF_PEM_ALONE /* what tests/bench measures all others against */
    { ANCHOR_MICROSOFT, 0, false, { 'S', 'A', '2' }, { 'S', 'A', '3' } },
    { ANCHOR_MICROSOFT, 0, false, { 'S', 'S', '2' }, { 'S', 'S', '2' } },
    { ANCHOR_BASE64_SHORT, 1, false, { 'C', 'A', 'Q' }, { 'C', 'A', 'Q' } },
    { ANCHOR_DROPBEAR, 1, false, { 's', 'h', '-' }, { 's', 'h', '-' } },
    { ANCHOR_DROPBEAR, 1, false, { 'a', '2', '-' }, { 'a', '2', '-' } },
    { ANCHOR_OPENSSH, 4, false, { 'y', '-', 'v' }, { 'y', '-', 'v' } },
    { ANCHOR_DNSSEC, 4, false, { 'y', '-', 'f' }, { 'y', '-', 'f' } },
    { ANCHOR_LISTING, 4, false, { 'y', '%', '3' }, { 'y', '%', '3' } },
    { ANCHOR_VERSION, 0, false, { 0x02, 0x01, 0x00 }, { 0x02, 0x01, 0x01 } },
    { ANCHOR_PKCS12, 0, false, { 0x02, 0x01, 0x03 }, { 0x02, 0x01, 0x03 } },
    { ANCHOR_NUMBER, 0, false, { 0x02, 0x41, 0x00 }, { 0x02, 0x41, 0x00 } },
    { ANCHOR_NUMBER, 6, false, { 0x02, 0x81, 0x80 }, { 0x02, 0x81, 0x81 } },
    { ANCHOR_NUMBER, 6, false, { 0x02, 0x81, 0xc0 }, { 0x02, 0x81, 0xc1 } },
    { ANCHOR_NUMBER, 6, false, { 0x02, 0x82, 0x01 }, { 0x02, 0x82, 0x02 } },
    { ANCHOR_BASE64_DER, 7, false, { 'M', 'I', 'A' }, { 'M', 'I', 'A' } },
    { ANCHOR_BASE64_DER, 7, false, { 'M', 'I', 'E' }, { 'M', 'I', 'I' } },
    { ANCHOR_LISTING, 2, false, { 'x', 'p', 'o' }, { 'x', 'p', 'o' } },
    { ANCHOR_XML, 4, false, { 'e', 'y', 'P' }, { 'e', 'y', 'V' } },
    { ANCHOR_DUMP, 4, false, { 'e', 'y', '_' }, { 'e', 'y', '_' } },
    { ANCHOR_DUMP, 4, false, { 'e', 'y', '(' }, { 'e', 'y', '(' } },
    { ANCHOR_JWE, 4, false, { 'e', 'y', 'J' }, { 'e', 'y', 'J' } },
    { ANCHOR_JWE, 1, false, { 'S', '2', '-' }, { 'S', '2', '-' } },
    { ANCHOR_PUTTY, 3, false, { 'P', 'u', 'T' }, { 'P', 'u', 'T' } },
    { ANCHOR_LISTING, 2, false, { 'i', 'v', ':' }, { 'i', 'v', ':' } },
    { ANCHOR_LISTING, 4, false, { 'e', 'y', ':' }, { 'e', 'y', ':' } },
    { ANCHOR_MICROSOFT, 5, false, { '2', 0x20, 0 }, { '2', 0x20, 0 } },
    { ANCHOR_MICROSOFT, 5, false, { '4', 0x30, 0 }, { '4', 0x30, 0 } },
    { ANCHOR_MICROSOFT, 5, false, { '6', 0x42, 0 }, { '6', 0x42, 0 } },
    { ANCHOR_MICROSOFT, 5, false, { 'V', 0x00, 1 }, { 'V', 0x00, 2 } },
    { ANCHOR_MICROSOFT, 5, false, { 'V', 0x01, 0 }, { 'V', 0x01, 0 } },
    { ANCHOR_MICROSOFT, 5, false, { 'V', 0x1c, 0 }, { 'V', 0x42, 0 } },
    { ANCHOR_MICROSOFT, 6, false, { 'V', 0x80, 0 }, { 'V', 0x80, 1 } },
    { ANCHOR_MICROSOFT, 5, false, { '2', 0x00, 1 }, { '2', 0x00, 1 } },
    { ANCHOR_MICROSOFT, 6, false, { '2', 0x80, 1 }, { '2', 0x80, 1 } },
    { ANCHOR_JAVA, 5, false, { 0xfe, 0xed, 0xfe }, { 0xfe, 0xed, 0xfe } },
    { ANCHOR_JAVA, 0, false, { 0xce, 0xce, 0xce }, { 0xce, 0xce, 0xce } },
    { ANCHOR_DER, 6, false, { 0x30, 0x80, 0 }, { 0x30, 0x83, 0xff } },
    { ANCHOR_DPAPI, 6, false, { 0xd0, 0x8c, 0x9d }, { 0xd0, 0x8c, 0x9d } },
    { ANCHOR_SSH_FILE, 5, false, { 0x3f, 0x6f, 0xf9 }, { 0x3f, 0x6f, 0xf9 } },
    { ANCHOR_SSH_FILE, 5, false, { '1', '\n', 0 }, { '1', '\n', 0 } },
    { ANCHOR_MICROSOFT, 0, false, { 0x1e, 0xf1, 0xb5 }, { 0x1e, 0xf1, 0xb5 } },
    { ANCHOR_JWK, 3, false, { 'k', 't', 'y' }, { 'k', 't', 'y' } },
    { ANCHOR_JWK, 1, false, { 's', 'e', 'Q' }, { 's', 'e', 'Q' } },
    { ANCHOR_BASE64_SSH, 7, false, { 'b', '3', 'B' }, { 'b', '3', 'B' } },
    { ANCHOR_LISTING, 4, false, { 'e', '-', 'K' }, { 'e', '-', 'K' } },
    { ANCHOR_OPENPGP, 5, false, { 0xfe, 0x03, 0x03 }, { 0xfe, 0x09, 0x03 } },
    { ANCHOR_OPENPGP, 0, false, { 0x97, 0x55, 0x01 }, { 0x97, 0x55, 0x01 } },
    { ANCHOR_OPENPGP, 6, false, { 0x2b, 0x81, 0x04 }, { 0x2b, 0x81, 0x04 } },
    { ANCHOR_OPENPGP, 1, false, { 0x00, 0x11, 0x01 }, { 0x00, 0x11, 0x01 } },
    { ANCHOR_OPENPGP, 3, false, { 0x48, 0xce, 0x3d }, { 0x48, 0xce, 0x3d } },
    { ANCHOR_OPENPGP, 0, false, { 0x2b, 0x24, 0x03 }, { 0x2b, 0x24, 0x03 } },
    { ANCHOR_OPENPGP, 6, false, { 0x01, 0xda, 0x47 }, { 0x01, 0xda, 0x47 } },
    { ANCHOR_SPELLED, 3, true, { 'B', 'Y', 'T' }, { 'B', 'Y', 'T' } },
    { ANCHOR_SPELLED, 3, false, { '8', '_', 't' }, { '8', '_', 't' } },
    { ANCHOR_SPELLED, 1, false, { 'u', '8', ',' }, { 'u', '8', ',' } },
    { ANCHOR_SPELLED, 2, false, { '\\', '0', '0' }, { '\\', '0', '0' } },
    { ANCHOR_SPELLED, 2, false, { '\\', 'u', '0' }, { '\\', 'x', '0' } },
    { ANCHOR_SPELLED, 1, false, { 'y', ' ', '\'' }, { 'y', ' ', '\'' } },
    { ANCHOR_SPELLED, 0, false, { '\'', 0x1f, 0x8b }, { '\'', 0x1f, 0x8b } },
    { ANCHOR_SPELLED, 5, false, { 'P', 'K', 3 }, { 'P', 'K', 3 } },
    { ANCHOR_PATCH, 3, false, { 'G', 'I', 'T' }, { 'G', 'I', 'T' } },
    { ANCHOR_AGENT | ANCHOR_AGENT_TEXT, 4, false, { 'e', '-', 'k' }, { 'e', '-', 'k' } },
#endif
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* By the half of a byte: in which groups a row has it. Columns: first, second, third byte. */
static uint8_t low_nibble[ANCHOR_LENGTH][16], high_nibble[ANCHOR_LENGTH][16];
/* By a whole byte: the same, for what goes byte by byte. */
static uint8_t groups_with[ANCHOR_LENGTH][256];
/* By a byte: which rows have it at that place, a bit each. The first 64 rows fill a word; a second
 * one is there as soon as a row is, and costs three loads at each place that passes its group, so
 * before: rows of one kind and group that differ in one byte alone may become one, with a range. */
#ifndef ROWS_OF_A_WORD /* a test has fewer, and so a second word today */
#define ROWS_OF_A_WORD 64
#endif
#define WORDS ((ROWS + ROWS_OF_A_WORD - 1) / ROWS_OF_A_WORD)
static uint64_t rows_with[WORDS][ANCHOR_LENGTH][256];
static bool tabulated;

static bool row_has(const struct row *row, size_t place, uint8_t byte)
{
    uint8_t upper =
        row->any_case && byte >= 'a' && byte <= 'z' ? (uint8_t)(byte - 'a' + 'A') : byte;
    return upper >= row->from[place] && upper <= row->to[place];
}

static void tabulate(void)
{
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t place = 0; place < ANCHOR_LENGTH; place++) {
            for (unsigned byte = 0; byte < 256; byte++) {
                if (row_has(&rows[i], place, (uint8_t)byte)) {
                    rows_with[i / ROWS_OF_A_WORD][place][byte] |= (uint64_t)1 << i % ROWS_OF_A_WORD;
                    groups_with[place][byte] |= (uint8_t)(1u << rows[i].group);
                    low_nibble[place][byte & 0x0f] |= (uint8_t)(1u << rows[i].group);
                    high_nibble[place][byte >> 4] |= (uint8_t)(1u << rows[i].group);
                }
            }
        }
    }
    tabulated = true;
}

/* Always in the loop over blocks: a call there would cost it the registers that hold the
 * tables, hit or not. */
__attribute__((always_inline)) static inline unsigned kinds_at(const uint8_t *triple)
{
    unsigned kinds = 0;
    for (size_t word = 0; word < WORDS; word++) {
        uint64_t held = rows_with[word][0][triple[0]] & rows_with[word][1][triple[1]] &
                        rows_with[word][2][triple[2]];
        for (; held != 0; held &= held - 1) {
            kinds |= rows[word * ROWS_OF_A_WORD + (size_t)__builtin_ctzll(held)].kind;
        }
    }
    return kinds;
}

/* One past the last place where a whole triple begins. */
static size_t last_begin(struct bytes text, size_t to)
{
    size_t places = text.left >= ANCHOR_LENGTH ? text.left - ANCHOR_LENGTH + 1 : 0;
    return to < places ? to : places;
}

__attribute__((always_inline)) static inline unsigned groups_at(const uint8_t *triple)
{
    return groups_with[0][triple[0]] & groups_with[1][triple[1]] & groups_with[2][triple[2]];
}

/* Past what begins no triple of a group, from `at` on. Four places for each branch: with one
 * each it took twice as long over base64 and sources, and as long over mails. */
static size_t skip_to_group(const uint8_t *text, size_t at, size_t end)
{
    while (end - at >= 4 && (groups_at(text + at) | groups_at(text + at + 1) |
                             groups_at(text + at + 2) | groups_at(text + at + 3)) == 0) {
        at += 4;
    }
    return at;
}

size_t anchors_find_portable(struct bytes text, size_t from, size_t *to, struct anchor *found,
                             size_t most)
{
    size_t count = 0, end = last_begin(text, *to);
    if (!tabulated) {
        tabulate();
    }
    for (size_t at = from; at < end; at++) {
        at = skip_to_group(text.at, at, end);
        unsigned kinds = at < end ? kinds_at(text.at + at) : 0;
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

struct triple_tables {
    __m256i low[ANCHOR_LENGTH], high[ANCHOR_LENGTH];
};

/* Where a triple of a group may begin, a byte each that is not 0. */
__attribute__((target("avx2"), always_inline)) static inline __m256i
groups_in(const uint8_t *block, const struct triple_tables *tables)
{
    return _mm256_and_si256(_mm256_and_si256(classify(block, tables->low[0], tables->high[0]),
                                             classify(block + 1, tables->low[1], tables->high[1])),
                            classify(block + 2, tables->low[2], tables->high[2]));
}

/* Bit n: a triple may begin at byte n. */
__attribute__((target("avx2"), always_inline)) static inline unsigned mask_of(__m256i groups)
{
    const __m256i none = _mm256_cmpeq_epi8(groups, _mm256_setzero_si256());
    return ~(unsigned)_mm256_movemask_epi8(none);
}

__attribute__((always_inline)) static inline size_t put_anchors(struct bytes text, size_t at,
                                                                unsigned mask, struct anchor *found)
{
    size_t count = 0;
    for (; mask != 0; mask &= mask - 1) {
        size_t place = at + (size_t)__builtin_ctz(mask);
        unsigned held = kinds_at(text.at + place);
        if (held != 0) {
            found[count++] = (struct anchor){ .at = place, .kinds = held };
        }
    }
    return count;
}

__attribute__((target("avx2"))) static size_t
anchors_find_avx2(struct bytes text, size_t from, size_t *to, struct anchor *found, size_t most)
{
    const struct triple_tables tables = {
        { table_of(low_nibble[0]), table_of(low_nibble[1]), table_of(low_nibble[2]) },
        { table_of(high_nibble[0]), table_of(high_nibble[1]), table_of(high_nibble[2]) },
    };
    size_t count = 0, at = from, end = last_begin(text, *to);
    for (; end >= BLOCK && at <= end - BLOCK; at += BLOCK) {
        const __m256i groups = groups_in(text.at + at, &tables);
        if (_mm256_testz_si256(groups, groups)) {
            continue;
        }
        if (most - count < BLOCK) {
            *to = at;
            return count;
        }
        count += put_anchors(text, at, mask_of(groups), found + count);
    }
    if (at == from || at >= end) {
        return count + anchors_find_portable(text, at, to, found + count, most - count);
    }
    if (most - count < BLOCK) {
        *to = at;
        return count;
    }
    /* What is left is looked at together with the end of the last block: one by one it cost as
     * much as the whole of a short text. */
    const size_t back = end - BLOCK;
    const unsigned mask = mask_of(groups_in(text.at + back, &tables));
    return count + put_anchors(text, back, mask & ~0u << (at - back), found + count);
}
#endif

size_t anchors_find(struct bytes text, size_t from, size_t *to, struct anchor *found, size_t most)
{
    assert(most >= 2 * 32);
    if (!tabulated) {
        tabulate();
    }
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        return anchors_find_avx2(text, from, to, found, most);
    }
#endif
    return anchors_find_portable(text, from, to, found, most);
}
