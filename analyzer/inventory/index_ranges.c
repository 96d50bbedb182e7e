#include "inventory/index_ranges.h"

#include <stdlib.h>

#include "bytes/item_room.h"

bool index_ranges_add(struct index_ranges *ranges, uint64_t base, uint64_t size)
{
    struct index_range *items =
        item_room(ranges->items, ranges->count, &ranges->room, 64, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    ranges->items = items;
    ranges->items[ranges->count++] = (struct index_range){ base, size };
    return true;
}

static int compare(const void *one, const void *other)
{
    const struct index_range *left = one, *right = other;
    return left->base == right->base ? 0 : left->base < right->base ? -1 : 1;
}

void index_ranges_sort(struct index_ranges *ranges)
{
    if (ranges->count > 1) {
        qsort(ranges->items, ranges->count, sizeof(*ranges->items), compare);
    }
}

/* Ranges do not overlap: the last that begins before the address is the only one. */
bool index_ranges_hold(const struct index_ranges *ranges, uint64_t address)
{
    size_t low = 0, high = ranges->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (ranges->items[middle].base <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 && address - ranges->items[low - 1].base < ranges->items[low - 1].size;
}

void index_ranges_clear(struct index_ranges *ranges)
{
    free(ranges->items);
    *ranges = (struct index_ranges){ 0 };
}
