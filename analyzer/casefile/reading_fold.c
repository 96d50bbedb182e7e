#include "casefile/reading_fold.h"

#include <stdlib.h>

#include "bytes/item_room.h"

/* A reading on the way to a sighting. */
struct way {
    struct bytes outer; /* the chain around it, encoded: a window on the sighting's */
    uint64_t from, length;
    struct bytes name;
    size_t depth; /* places of the whole chain */
    size_t sighting;
};

struct way_list {
    struct way *items;
    size_t count, room;
};

static bool way_add(struct way_list *list, const struct way *way)
{
    struct way *items = item_room(list->items, list->count, &list->room, 256, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    list->items = items;
    list->items[list->count++] = *way;
    return true;
}

static size_t depth_of(struct bytes provenance)
{
    struct place place;
    size_t depth = 0;
    while (provenance_take(&provenance, &place)) {
        depth++;
    }
    return depth;
}

static bool add_ways(struct way_list *list, struct bytes provenance, size_t sighting)
{
    const size_t depth = depth_of(provenance);
    struct bytes rest = provenance;
    struct place place;
    size_t taken = 0;
    bool added = true;
    while (added && provenance_take(&rest, &place)) {
        const struct way way = { .outer = bytes_over(provenance.at, taken),
                                 .from = place.offset,
                                 .length = place.length,
                                 .name = place.name,
                                 .depth = depth,
                                 .sighting = sighting };
        taken = provenance.left - rest.left;
        added = place.kind != PLACE_READING || place.length == 0 || way_add(list, &way);
    }
    return added;
}

static int compare_numbers(uint64_t one, uint64_t other)
{
    return one < other ? -1 : one > other;
}

/* From one byte of one content on. Longer chains come later. */
static int compare_fronts(const struct way *one, const struct way *other)
{
    int order = compare_numbers(one->outer.left, other->outer.left);
    order = order != 0 ? order : bytes_compare(one->outer, other->outer);
    return order != 0 ? order : compare_numbers(one->from, other->from);
}

/* Of these the longer ones in front. */
static int compare_readings(const struct way *one, const struct way *other)
{
    const int order = compare_numbers(other->length, one->length);
    return order != 0 ? order : bytes_compare(one->name, other->name);
}

static int compare_ways(const void *one, const void *other)
{
    const struct way *left = one, *right = other;
    int order = compare_fronts(left, right);
    order = order != 0 ? order : compare_readings(left, right);
    return order != 0 ? order : compare_numbers(left->sighting, right->sighting);
}

/* What one reading shows of the key. */
struct shown {
    size_t first, end; /* of the list */
    uint64_t length;   /* of the reading */
    size_t count, depth;
};

static struct shown shown_from(const struct fold_sighting *sightings, const struct way_list *list,
                               size_t first, size_t end)
{
    struct shown shown = { first, first, list->items[first].length, 0, 0 };
    while (shown.end < end && compare_readings(&list->items[first], &list->items[shown.end]) == 0) {
        const struct way *way = &list->items[shown.end++];
        if (!sightings[way->sighting].dropped) {
            shown.count++;
            shown.depth = way->depth > shown.depth ? way->depth : shown.depth;
        }
    }
    return shown;
}

/* `next` is no longer than `most`. */
static bool shows_more(const struct shown *next, const struct shown *most)
{
    return next->count > most->count || (next->count == most->count &&
                                         next->length == most->length && next->depth > most->depth);
}

static void drop_shown(struct fold_sighting *sightings, const struct way_list *list,
                       const struct shown *shown)
{
    for (size_t i = shown->first; i < shown->end; i++) {
        sightings[list->items[i].sighting].dropped = true;
    }
}

/* [first, end): all from one byte on. What a longer one takes may have folded others, so that it
 * stays whatever a shorter one shows. */
static void drop_others(struct fold_sighting *sightings, const struct way_list *list, size_t first,
                        size_t end)
{
    struct shown most = shown_from(sightings, list, first, end);
    for (size_t at = most.end; at < end;) {
        const struct shown next = shown_from(sightings, list, at, end);
        at = next.end;
        if (!shows_more(&next, &most)) {
            drop_shown(sightings, list, &next);
            continue;
        }
        if (next.length == most.length) {
            drop_shown(sightings, list, &most);
        }
        most = next;
    }
}

/* From the longest chains on: what is dropped in a reading counts for nothing around it. */
static void drop_readings(struct fold_sighting *sightings, const struct way_list *list)
{
    for (size_t end = list->count, first; end > 0; end = first) {
        first = end - 1;
        while (first > 0 && compare_fronts(&list->items[first - 1], &list->items[first]) == 0) {
            first--;
        }
        drop_others(sightings, list, first, end);
    }
}

bool reading_fold(struct fold_sighting *sightings, size_t count)
{
    struct way_list list = { 0 };
    bool listed = true;
    for (size_t i = 0; listed && i < count; i++) {
        listed = sightings[i].dropped || add_ways(&list, sightings[i].provenance, i);
    }
    if (listed && list.count > 1) {
        qsort(list.items, list.count, sizeof(*list.items), compare_ways);
        drop_readings(sightings, &list);
    }
    free(list.items);
    return listed;
}
