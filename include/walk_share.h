#ifndef WALK_SHARE_H
#define WALK_SHARE_H

#include <stdbool.h>
#include <stdint.h>

/* A stretch of the parts of one container, whose walk several workers share. How it is cut
 * follows from the container alone, so that any number of workers gives the same. */
struct walk_share {
    uint64_t first, end; /* numbers of its parts, from `first` up to `end`; the first share begins
                            at 0; `end` 0: it is not shared, all parts are wanted */
    uint64_t offset;     /* in the container: where part `first` begins; 0: the walk finds it */
    uint64_t bytes;      /* of the container, as many as it may be counted for */
    uint64_t expansion;  /* what its parts may expand to, in bytes */
};

static inline bool walk_share_has(const struct walk_share *share, uint64_t number)
{
    return share->end == 0 || (number >= share->first && number < share->end);
}

/* Whoever walks the first one tells of the container itself, too. */
static inline bool walk_share_is_first(const struct walk_share *share)
{
    return share->first == 0;
}

#endif
