/* What the one pass over all bytes costs, beside other ways to look for the same triples.
 * usage: bench_anchors FILE... Prints of each way the user time per byte, the median of five
 * passes over all files in turn with the other ways, block by block so that a block stays in
 * the second cache; and how many places it found. Ends with 1 where two found others. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "anchor_search.h"
#include "give_up.h"

#define PASSES        5
#define SEARCHES_MOST (2 + PCRE2_SEARCHES + 1)
#define BLOCK         ((size_t)256 << 10)
#define FOUND_AT_ONCE 512

static void find_by(size_t (*find)(struct bytes, size_t, size_t *, struct anchor *, size_t),
                    struct bytes block, size_t base, struct places *places)
{
    struct anchor found[FOUND_AT_ONCE];
    for (size_t from = 0, to; from < block.left; from = to) {
        to = block.left;
        const size_t count = find(block, from, &to, found, FOUND_AT_ONCE);
        for (size_t i = 0; i < count; i++) {
            places_add(places, base + found[i].at);
        }
    }
}

static void find_ours(struct bytes block, size_t base, struct places *places)
{
    find_by(anchors_find, block, base, places);
}

static void find_plain(struct bytes block, size_t base, struct places *places)
{
    find_by(anchors_find_portable, block, base, places);
}

/* Which bytes may follow two. */
static void third_bytes(uint8_t first, uint8_t second, bool third[256])
{
    for (unsigned byte = 0; byte < 256; byte++) {
        const uint8_t text[ANCHOR_LENGTH] = { first, second, (uint8_t)byte };
        struct anchor found[1];
        size_t to = ANCHOR_LENGTH;
        third[byte] =
            anchors_find_portable((struct bytes){ text, sizeof(text) }, 0, &to, found, 1) != 0;
    }
}

static void triple_add(struct triples *triples, uint8_t first, unsigned from, unsigned to,
                       const bool third[256])
{
    insist(triples->count < TRIPLES_MOST, "more triples than there is room for");
    char *end = triples->pattern[triples->count];
    triples->first[triples->count++] = first;
    end += sprintf(end, "\\x%02x", first);
    end +=
        from == to ? sprintf(end, "\\x%02x[", from) : sprintf(end, "[\\x%02x-\\x%02x][", from, to);
    for (unsigned byte = 0; byte < 256; byte++) {
        const unsigned begin = byte;
        while (third[begin] && byte + 1 < 256 && third[byte + 1]) {
            byte++;
        }
        if (third[begin]) {
            end += sprintf(end, begin == byte ? "\\x%02x" : "\\x%02x-\\x%02x", begin, byte);
        }
    }
    sprintf(end, "]");
}

/* Asked of the search, so that no second table has to be kept. */
static void triples_of_anchors(struct triples *triples)
{
    static const bool none[256];
    for (unsigned first = 0; first < 256; first++) {
        bool third[256], next[256];
        third_bytes((uint8_t)first, 0, third);
        for (unsigned second = 0, from = 0; second < 256; second++) {
            if (second < 255) {
                third_bytes((uint8_t)first, (uint8_t)(second + 1), next);
            }
            if (second < 255 && memcmp(third, next, sizeof(third)) == 0) {
                continue;
            }
            if (memcmp(third, none, sizeof(third)) != 0) {
                triple_add(triples, (uint8_t)first, from, second, third);
            }
            memcpy(third, next, sizeof(third));
            from = second + 1;
        }
    }
}

static struct bytes read_all(char **paths, int count)
{
    struct bytes text = { NULL, 0 };
    uint8_t *memory = NULL;
    for (int i = 0; i < count; i++) {
        FILE *file = fopen(paths[i], "rb");
        insist(file != NULL && fseek(file, 0, SEEK_END) == 0, paths[i]);
        const size_t length = (size_t)ftell(file);
        rewind(file);
        memory = realloc(memory, text.left + length + 1);
        insist(memory != NULL && fread(memory + text.left, 1, length, file) == length, paths[i]);
        text.left += length;
        fclose(file);
    }
    text.at = memory;
    return text;
}

static double user_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6;
}

static double pass_over(const struct anchor_search *search, struct bytes text,
                        struct places *places)
{
    const double begin = user_seconds();
    *places = (struct places){ 0, 0 };
    for (size_t at = 0; at < text.left; at += BLOCK) {
        const size_t left = text.left - at, whole = BLOCK + ANCHOR_LENGTH - 1;
        search->find((struct bytes){ text.at + at, left < whole ? left : whole }, at, places);
    }
    return user_seconds() - begin;
}

static int by_time(const void *one, const void *other)
{
    const double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: bench_anchors FILE...\n", stderr);
        return 2;
    }
    static struct triples triples;
    struct anchor_search searches[SEARCHES_MOST] = {
        { "ours", NULL, find_ours, NULL },
        { "ours in plain C", NULL, find_plain, NULL },
    };
    size_t count = 2;
    memcpy(searches + count, pcre2_searches, sizeof(pcre2_searches));
    count += PCRE2_SEARCHES;
#ifdef WITH_HYPERSCAN
    printf("Hyperscan: %s\n", hyperscan_version());
    searches[count++] = hyperscan_search;
#endif
    triples_of_anchors(&triples);
    const struct bytes text = read_all(argv + 1, argc - 1);
    struct places places[SEARCHES_MOST];
    double taken[SEARCHES_MOST][PASSES];
    for (size_t pass = 0; pass < PASSES; pass++) {
        for (size_t i = 0; i < count; i++) {
            if (searches[i].prepare != NULL) {
                searches[i].prepare(&triples);
            }
            taken[i][pass] = pass_over(&searches[i], text, &places[i]);
            if (searches[i].release != NULL) {
                searches[i].release();
            }
        }
    }
    bool agree = true;
    printf("%zu bytes, %zu patterns\n", text.left, triples.count);
    for (size_t i = 0; i < count; i++) {
        qsort(taken[i], PASSES, sizeof(double), by_time);
        printf("%-20s %8.3f ns/byte, %6.2f GB/s, %zu places\n", searches[i].name,
               taken[i][PASSES / 2] * 1e9 / (double)text.left,
               (double)text.left / taken[i][PASSES / 2] / 1e9, places[i].count);
        agree = agree && places[i].count == places[0].count && places[i].sum == places[0].sum;
    }
    free((void *)(uintptr_t)text.at);
    if (!agree) {
        fputs("bench_anchors: they found different places\n", stderr);
    }
    return agree ? 0 : 1;
}
