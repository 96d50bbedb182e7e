#ifndef INDEX_RANGES_H
#define INDEX_RANGES_H

#include "outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The addresses of sources of a certificate index. A zeroed struct holds none. */
struct index_ranges {
    struct index_range {
        uint64_t base, size;
    } * items;
    size_t count, room;
};

MUST_CHECK bool index_ranges_add(struct index_ranges *ranges, uint64_t base, uint64_t size);
/* Before the first question. */
void index_ranges_sort(struct index_ranges *ranges);
bool index_ranges_hold(const struct index_ranges *ranges, uint64_t address);
void index_ranges_clear(struct index_ranges *ranges);

#endif
