#include "anchor_search.h"

#include <hs.h>

#include "give_up.h"

static hs_database_t *database;
static hs_scratch_t *scratch;

static void prepare(const struct triples *triples)
{
    const char *patterns[TRIPLES_MOST];
    unsigned flags[TRIPLES_MOST], ids[TRIPLES_MOST];
    hs_compile_error_t *error = NULL;
    for (unsigned i = 0; i < triples->count; i++) {
        patterns[i] = triples->pattern[i];
        flags[i] = HS_FLAG_DOTALL;
        ids[i] = i;
    }
    insist(hs_compile_multi(patterns, flags, ids, (unsigned)triples->count, HS_MODE_BLOCK, NULL,
                            &database, &error) == HS_SUCCESS,
           error != NULL ? error->message : "hs_compile_multi");
    insist(hs_alloc_scratch(database, &scratch) == HS_SUCCESS, "hs_alloc_scratch");
}

struct finding {
    size_t base;
    struct places *places;
};

static int take(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                void *context)
{
    const struct finding *finding = context;
    (void)id;
    (void)from;
    (void)flags;
    places_add(finding->places, finding->base + (size_t)to - ANCHOR_LENGTH);
    return 0;
}

static void find(struct bytes block, size_t base, struct places *places)
{
    struct finding finding = { base, places };
    insist(hs_scan(database, (const char *)block.at, (unsigned)block.left, 0, scratch, take,
                   &finding) == HS_SUCCESS,
           "hs_scan");
}

static void release(void)
{
    hs_free_scratch(scratch);
    scratch = NULL; /* one that is given is made larger in place */
    hs_free_database(database);
}

const char *hyperscan_version(void)
{
    return hs_version();
}

const struct anchor_search hyperscan_search = { "Hyperscan", prepare, find, release };
