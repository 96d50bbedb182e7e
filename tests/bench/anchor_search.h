#ifndef ANCHOR_SEARCH_H
#define ANCHOR_SEARCH_H

#include "candidates/anchors.h"

/* Ways to look for the triples of candidates/anchors.c, beside each other: bench_anchors.c. */

/* The triples as regular expressions of bytes. No place fits two of them. */
#define TRIPLES_MOST 128
struct triples {
    size_t count;
    char pattern[TRIPLES_MOST][48];
    uint8_t first[TRIPLES_MOST]; /* the byte that each begins with; in order */
};

/* What was found, in any order: two searches that agree in both found the same places. */
struct places {
    size_t count;
    uint64_t sum; /* of each place, spread over all bits */
};

static inline void places_add(struct places *places, size_t at)
{
    places->count++;
    places->sum += (at + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

struct anchor_search {
    const char *name;
    void (*prepare)(const struct triples *triples); /* NULL: nothing to prepare */
    /* Adds where a triple begins in `block`, counted from `base`. */
    void (*find)(struct bytes block, size_t base, struct places *places);
    void (*release)(void); /* NULL: nothing to release */
};

#define PCRE2_SEARCHES 2
extern const struct anchor_search pcre2_searches[PCRE2_SEARCHES];
/* Of Hyperscan or Vectorscan, whichever has the library's name; where it was found. */
extern const struct anchor_search hyperscan_search;
const char *hyperscan_version(void);

#endif
