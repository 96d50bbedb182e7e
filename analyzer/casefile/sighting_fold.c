#include "casefile/sighting_fold.h"

#include <stdlib.h>
#include <string.h>

/* What one place of a chain takes of the content around it. */
struct extent {
    struct bytes outer; /* the chain of that content, encoded: a window on a sighting's */
    uint64_t from, to;
    uint64_t reach; /* the farthest `to` of this extent and those before it in the same content */
};

struct extent_list {
    struct extent *items;
    size_t count, room;
};

static bool extent_add(struct extent_list *list, const struct extent *extent)
{
    if (list->count == list->room) {
        size_t room = list->room > 0 ? 2 * list->room : 256;
        struct extent *items = reallocarray(list->items, room, sizeof(*items));
        if (items == NULL) {
            return false;
        }
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = *extent;
    return true;
}

static int compare_bytes(struct bytes one, struct bytes other)
{
    if (one.left != other.left) {
        return one.left < other.left ? -1 : 1;
    }
    return one.at == other.at || one.left == 0 ? 0 : memcmp(one.at, other.at, one.left);
}

static int compare_extents(const void *one, const void *other)
{
    const struct extent *left = one, *right = other;
    int order = compare_bytes(left->outer, right->outer);
    if (order == 0 && left->from != right->from) {
        order = left->from < right->from ? -1 : 1;
    }
    return order;
}

/* The spot, and the chain of the content that it stands in. */
static bool find_spot(struct bytes provenance, struct place *spot, struct bytes *outer)
{
    struct bytes rest = provenance;
    size_t taken = 0;
    while (provenance_take(&rest, spot)) {
        if (rest.left == 0) {
            *outer = bytes_over(provenance.at, taken);
            return spot->kind == PLACE_SPOT;
        }
        taken = provenance.left - rest.left;
    }
    return false;
}

static bool add_extents(struct extent_list *list, struct bytes provenance)
{
    struct bytes rest = provenance;
    struct place place;
    size_t taken = 0;
    while (provenance_take(&rest, &place) && place.kind != PLACE_SPOT) {
        const struct extent extent = {
            .outer = bytes_over(provenance.at, taken),
            .from = place.offset,
            .to =
                place.length > UINT64_MAX - place.offset ? UINT64_MAX : place.offset + place.length,
        };
        taken = provenance.left - rest.left;
        if (place.length > 0 && !extent_add(list, &extent)) {
            return false;
        }
    }
    return true;
}

static void find_reaches(struct extent_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct extent *extent = &list->items[i];
        extent->reach = extent->to;
        if (i > 0 && compare_bytes(extent->outer, extent[-1].outer) == 0 &&
            extent[-1].reach > extent->reach) {
            extent->reach = extent[-1].reach;
        }
    }
}

/* The last extent of this content that begins at or before the spot reaches past it,
 * or one before it does, or none. */
static bool is_covered(const struct extent_list *list, struct bytes outer, uint64_t at)
{
    const struct extent wanted = { .outer = outer, .from = at };
    size_t from = 0, to = list->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (compare_extents(&list->items[middle], &wanted) <= 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from > 0 && compare_bytes(list->items[from - 1].outer, outer) == 0 &&
           list->items[from - 1].reach > at;
}

bool sighting_fold(struct fold_sighting *sightings, size_t count)
{
    struct extent_list list = { 0 };
    bool listed = true;
    for (size_t i = 0; i < count; i++) {
        sightings[i].dropped = false;
        listed = listed && add_extents(&list, sightings[i].provenance);
    }
    if (listed && list.count > 0) {
        qsort(list.items, list.count, sizeof(*list.items), compare_extents);
        find_reaches(&list);
        for (size_t i = 0; i < count; i++) {
            struct place spot;
            struct bytes outer;
            sightings[i].dropped = find_spot(sightings[i].provenance, &spot, &outer) &&
                                   is_covered(&list, outer, spot.offset);
        }
    }
    free(list.items);
    return listed;
}
