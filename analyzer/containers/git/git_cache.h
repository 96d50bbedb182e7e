#ifndef GIT_CACHE_H
#define GIT_CACHE_H

#include "buffer.h"

/* Objects of a pack from which others differ, those that were used last. */

#define GIT_CACHE_SLOTS 8192u

struct git_cached {
    uint32_t entry;
    uint32_t newer, older; /* slots in the order of their use */
    struct buffer content;
};

struct git_cache {
    struct git_cached *slots; /* slot 0 is the ring's head */
    uint32_t used;            /* slots that were ever taken */
    uint32_t vacant;          /* of these one that is free again, a list through `older` */
    uint32_t *slot_of;        /* each entry's slot; 0: none */
    uint64_t held;            /* bytes of memory */
};

/* For objects numbered from 0. False when memory ran out; clear it all the same. */
MUST_CHECK bool git_cache_begin(struct git_cache *cache, uint32_t entries);
void git_cache_clear(struct git_cache *cache);

/* NULL where it is not there. Good until the next is put. */
const struct buffer *git_cache_get(struct git_cache *cache, uint32_t entry);
/* Takes the content over, and drops others where they are too many; what it returns stays until
 * the next is put. */
const struct buffer *git_cache_put(struct git_cache *cache, uint32_t entry, struct buffer *content);

#endif
