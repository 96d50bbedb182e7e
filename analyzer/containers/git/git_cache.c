#include "containers/git/git_cache.h"

#include <stdlib.h>

#include "bounds.h"

bool git_cache_begin(struct git_cache *cache, uint32_t entries)
{
    *cache = (struct git_cache){ .used = 1 };
    cache->slots = calloc(GIT_CACHE_SLOTS, sizeof(*cache->slots));
    cache->slot_of = calloc(entries > 0 ? entries : 1, sizeof(*cache->slot_of));
    return cache->slots != NULL && cache->slot_of != NULL;
}

void git_cache_clear(struct git_cache *cache)
{
    for (uint32_t i = 1; cache->slots != NULL && i < cache->used; i++) {
        buffer_clear(&cache->slots[i].content);
    }
    free(cache->slots);
    free(cache->slot_of);
    *cache = (struct git_cache){ 0 };
}

static void take_out(struct git_cache *cache, uint32_t slot)
{
    const struct git_cached *taken = &cache->slots[slot];
    cache->slots[taken->newer].older = taken->older;
    cache->slots[taken->older].newer = taken->newer;
}

static void put_first(struct git_cache *cache, uint32_t slot)
{
    struct git_cached *ring = &cache->slots[0], *first = &cache->slots[slot];
    first->newer = 0;
    first->older = ring->older;
    cache->slots[ring->older].newer = slot;
    ring->older = slot;
}

const struct buffer *git_cache_get(struct git_cache *cache, uint32_t entry)
{
    uint32_t slot = cache->slot_of[entry];
    if (slot == 0) {
        return NULL;
    }
    take_out(cache, slot);
    put_first(cache, slot);
    return &cache->slots[slot].content;
}

/* What was not used for the longest time. */
static void drop_oldest(struct git_cache *cache)
{
    uint32_t slot = cache->slots[0].newer;
    struct git_cached *oldest = &cache->slots[slot];
    take_out(cache, slot);
    cache->slot_of[oldest->entry] = 0;
    cache->held -= oldest->content.room;
    buffer_clear(&oldest->content);
    oldest->older = cache->vacant;
    cache->vacant = slot;
}

static uint32_t take_slot(struct git_cache *cache)
{
    if (cache->vacant == 0 && cache->used < GIT_CACHE_SLOTS) {
        return cache->used++;
    }
    if (cache->vacant == 0) {
        drop_oldest(cache);
    }
    uint32_t slot = cache->vacant;
    cache->vacant = cache->slots[slot].older;
    return slot;
}

const struct buffer *git_cache_put(struct git_cache *cache, uint32_t entry, struct buffer *content)
{
    while (cache->slots[0].newer != 0 && cache->held + content->room > GIT_CACHED_MAX) {
        drop_oldest(cache);
    }
    uint32_t slot = take_slot(cache);
    cache->slots[slot].entry = entry;
    cache->slots[slot].content = *content;
    cache->held += content->room;
    cache->slot_of[entry] = slot;
    *content = (struct buffer){ 0 };
    put_first(cache, slot);
    return &cache->slots[slot].content;
}
