#include "casefile/sighting_fold.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"
#include "casefile/reading_fold.h"

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
    struct extent *items = item_room(list->items, list->count, &list->room, 256, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    list->items = items;
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

/* Of all places, those of containers alone, of these those that are no texts, and of what was
 * carved. */
struct extents {
    struct extent_list all, contained, solid, carved;
};

/* All of a content, decoded. */
static bool is_whole_text(const struct place *place)
{
    static const char *const texts[] = { "utf-16le", "utf-16be", "rtf-text", "markup-text" };
    for (size_t i = 0; place->kind == PLACE_READING && i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (place->name.left == strlen(texts[i]) &&
            memcmp(place->name.at, texts[i], place->name.left) == 0) {
            return true;
        }
    }
    return false;
}

/* One past the last byte that the place takes; 0 where that is not known. Such text is read
 * up to its end, however long it is. */
static uint64_t end_of(const struct place *place)
{
    const bool whole = place->length == 0 && is_whole_text(place);
    if (place->length == 0 && !whole) {
        return 0;
    }
    return whole || place->length > UINT64_MAX - place->offset ? UINT64_MAX
                                                               : place->offset + place->length;
}

/* Not one of the readings that may be made of a container's raw bytes. */
static bool is_container(const struct place *place)
{
    return place->kind != PLACE_READING || is_whole_text(place);
}

static bool is_carved(const struct place *place)
{
    static const char word[] = "carved-";
    const size_t length = sizeof(word) - 1;
    return place->kind == PLACE_READING && place->name.left >= length &&
           memcmp(place->name.at, word, length) == 0;
}

static bool add_extent(struct extents *extents, const struct place *place,
                       const struct extent *extent)
{
    return extent_add(&extents->all, extent) &&
           (!is_container(place) || extent_add(&extents->contained, extent)) &&
           (place->kind == PLACE_READING || extent_add(&extents->solid, extent)) &&
           (!is_carved(place) || extent_add(&extents->carved, extent));
}

static bool add_extents(struct extents *extents, struct bytes provenance)
{
    struct bytes rest = provenance;
    struct place place;
    size_t taken = 0;
    while (provenance_take(&rest, &place) && place.kind != PLACE_SPOT) {
        const struct extent extent = { .outer = bytes_over(provenance.at, taken),
                                       .from = place.offset,
                                       .to = end_of(&place) };
        taken = provenance.left - rest.left;
        if (extent.to > 0 && !add_extent(extents, &place, &extent)) {
            return false;
        }
    }
    return true;
}

static void sort_extents(struct extent_list *list)
{
    if (list->count > 0) {
        qsort(list->items, list->count, sizeof(*list->items), compare_extents);
    }
    for (size_t i = 0; i < list->count; i++) {
        struct extent *extent = &list->items[i];
        extent->reach = extent->to;
        if (i > 0 && compare_bytes(extent->outer, extent[-1].outer) == 0 &&
            extent[-1].reach > extent->reach) {
            extent->reach = extent[-1].reach;
        }
    }
}

/* The last extent of this content that begins at or before `from_most` reaches past the spot,
 * or one before it does, or none. */
static bool is_covered(const struct extent_list *list, struct bytes outer, uint64_t at,
                       uint64_t from_most)
{
    const struct extent wanted = { .outer = outer, .from = from_most };
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

/* In a container, or behind the front of another reading: of its own it is no other. What is carved
 * stands behind the end of a reading that claims all of the content, or in what is no text of it.
 */
static bool is_reading_covered(const struct extents *extents, struct bytes outer,
                               const struct place *reading)
{
    const uint64_t at = reading->offset;
    if (is_carved(reading)) {
        return is_covered(&extents->solid, outer, at, at) ||
               (at > 0 && is_covered(&extents->carved, outer, at, at - 1));
    }
    return is_covered(&extents->contained, outer, at, at) ||
           (at > 0 && is_covered(&extents->all, outer, at, at - 1));
}

/* Does another sighting take the byte that the spot stands at, or that a reading begins at which
 * was made of the raw bytes of a container? A chain that is damaged is not dropped. */
static bool is_dropped(const struct extents *extents, struct bytes provenance)
{
    struct bytes rest = provenance;
    struct place place;
    size_t taken = 0;
    bool covered = false;
    while (provenance_take(&rest, &place)) {
        const struct bytes outer = bytes_over(provenance.at, taken);
        if (rest.left == 0) {
            return place.kind == PLACE_SPOT &&
                   (covered || is_covered(&extents->all, outer, place.offset, place.offset));
        }
        covered = covered || (!is_container(&place) && is_reading_covered(extents, outer, &place));
        taken = provenance.left - rest.left;
    }
    return false;
}

struct spot {
    struct bytes outer;
    uint64_t from, to;
    size_t sighting;
};

struct spot_list {
    struct spot *items;
    size_t count, room;
};

static bool spot_add(struct spot_list *list, const struct spot *spot)
{
    struct spot *items = item_room(list->items, list->count, &list->room, 256, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    list->items = items;
    list->items[list->count++] = *spot;
    return true;
}

/* What stands at the first byte of readings alone. */
static bool is_at_front(struct bytes chain)
{
    struct place place;
    while (provenance_take(&chain, &place)) {
        if (place.offset > 0 ||
            (place.kind != PLACE_SPOT && (place.kind != PLACE_READING || place.length == 0))) {
            return false;
        }
    }
    return chain.left == 0;
}

/* The spot; and in each content around readings at whose front it stands the byte that it begins
 * with. */
static bool add_spots(struct spot_list *list, struct bytes provenance, size_t sighting)
{
    struct bytes rest = provenance;
    struct place place;
    size_t taken = 0;
    bool added = true;
    while (added && provenance_take(&rest, &place)) {
        struct spot spot = { bytes_over(provenance.at, taken), place.offset, end_of(&place),
                             sighting };
        bool known = spot.to > 0 && place.kind == PLACE_SPOT && rest.left == 0;
        if (place.kind == PLACE_READING && place.length > 0 && is_at_front(rest)) {
            spot.to = spot.from < UINT64_MAX ? spot.from + 1 : UINT64_MAX;
            known = true;
        }
        taken = provenance.left - rest.left;
        added = !known || spot_add(list, &spot);
    }
    return added;
}

/* Those that begin later behind, and of those that begin together the shorter ones. */
static int compare_spots(const void *one, const void *other)
{
    const struct spot *left = one, *right = other;
    int order = compare_bytes(left->outer, right->outer);
    if (order == 0 && left->from != right->from) {
        order = left->from < right->from ? -1 : 1;
    }
    if (order == 0 && left->to != right->to) {
        order = left->to > right->to ? -1 : 1;
    }
    return order;
}

/* From the last one on: what ends first of all that begin there or later is the narrowest. */
static void drop_wide(struct fold_sighting *sightings, const struct spot *spots, size_t count)
{
    uint64_t first_end = UINT64_MAX, same_end = UINT64_MAX; /* `same_end`: before those alike */
    for (size_t i = count; i-- > 0;) {
        const bool last = i + 1 == count || compare_bytes(spots[i].outer, spots[i + 1].outer) != 0;
        const bool alike = !last && compare_spots(&spots[i], &spots[i + 1]) == 0;
        same_end = last ? UINT64_MAX : alike ? same_end : first_end;
        first_end = last || spots[i].to < first_end ? spots[i].to : first_end;
        if (same_end <= spots[i].to && same_end != UINT64_MAX) {
            sightings[spots[i].sighting].dropped = true;
        }
    }
}

/* False when memory ran out. */
static bool fold_spots(struct fold_sighting *sightings, size_t count)
{
    struct spot_list list = { 0 };
    bool listed = true;
    for (size_t i = 0; listed && i < count; i++) {
        listed = sightings[i].dropped || add_spots(&list, sightings[i].provenance, i);
    }
    if (listed && list.count > 1) {
        qsort(list.items, list.count, sizeof(*list.items), compare_spots);
        drop_wide(sightings, list.items, list.count);
    }
    free(list.items);
    return listed;
}

/* What stands in a content, by itself or in a part of no known length. */
struct copy {
    struct bytes outer, digest;
    bool raw;
    size_t sighting;
};

struct copy_list {
    struct copy *items;
    size_t count, room;
};

static bool copy_add(struct copy_list *list, const struct copy *copy)
{
    struct copy *items = item_room(list->items, list->count, &list->room, 256, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    list->items = items;
    list->items[list->count++] = *copy;
    return true;
}

/* A member of which nothing says where it lies. What is carved, or decoded where it stands, has an
 * offset: a file beside it on a disk is another, whatever is the same in both. */
static bool is_unplaced(const struct place *place)
{
    return place->kind == PLACE_MEMBER && place->offset == 0 && place->length == 0;
}

/* One for each content around it of which it is not known where it lies in there. */
static bool add_copies(struct copy_list *list, const struct fold_sighting *sighting, size_t index)
{
    struct bytes rest = sighting->provenance;
    struct place place;
    size_t taken = 0;
    bool added = true;
    while (added && sighting->digest.left > 0 && provenance_take(&rest, &place)) {
        const bool spot = place.kind == PLACE_SPOT;
        const struct copy copy = { bytes_over(sighting->provenance.at, taken), sighting->digest,
                                   spot, index };
        taken = sighting->provenance.left - rest.left;
        added = (!spot && !is_unplaced(&place)) || copy_add(list, &copy);
    }
    return added;
}

static int compare_copies(const void *one, const void *other)
{
    const struct copy *left = one, *right = other;
    int order = compare_bytes(left->outer, right->outer);
    order = order != 0 ? order : compare_bytes(left->digest, right->digest);
    if (order != 0 || left->raw == right->raw) {
        return order != 0                         ? order
               : left->sighting < right->sighting ? -1
                                                  : left->sighting > right->sighting;
    }
    return left->raw ? 1 : -1;
}

static bool same_bytes(const struct copy *one, const struct copy *other)
{
    return compare_bytes(one->outer, other->outer) == 0 &&
           compare_bytes(one->digest, other->digest) == 0;
}

/* As many of those that stand there by themselves as there are in parts; those are in front. */
static void drop_group(struct fold_sighting *sightings, const struct copy *group, size_t count)
{
    size_t within = 0;
    for (size_t i = 0; i < count; i++) {
        struct fold_sighting *sighting = &sightings[group[i].sighting];
        if (!group[i].raw) {
            within += sighting->dropped ? 0 : 1;
        } else if (within > 0) {
            sighting->dropped = true;
            within--;
        }
    }
}

/* From the longest chains on: what is dropped in a part counts for nothing around it. */
static void drop_copies(struct fold_sighting *sightings, struct copy_list *list)
{
    if (list->count > 0) {
        qsort(list->items, list->count, sizeof(*list->items), compare_copies);
    }
    for (size_t end = list->count, from; end > 0; end = from) {
        from = end - 1;
        while (from > 0 && same_bytes(&list->items[from - 1], &list->items[from])) {
            from--;
        }
        drop_group(sightings, &list->items[from], end - from);
    }
}

/* Among those that no extent has folded. False when memory ran out. */
static bool fold_copies(struct fold_sighting *sightings, size_t count)
{
    struct copy_list list = { 0 };
    bool listed = true;
    for (size_t i = 0; listed && i < count; i++) {
        listed = sightings[i].dropped || add_copies(&list, &sightings[i], i);
    }
    if (listed) {
        drop_copies(sightings, &list);
    }
    free(list.items);
    return listed;
}

bool sighting_fold(struct fold_sighting *sightings, size_t count)
{
    struct extents extents = { 0 };
    bool listed = true;
    for (size_t i = 0; i < count; i++) {
        sightings[i].dropped = false;
        listed = listed && add_extents(&extents, sightings[i].provenance);
    }
    sort_extents(&extents.all);
    sort_extents(&extents.contained);
    sort_extents(&extents.solid);
    sort_extents(&extents.carved);
    for (size_t i = 0; listed && i < count; i++) {
        sightings[i].dropped = is_dropped(&extents, sightings[i].provenance);
    }
    free(extents.all.items);
    free(extents.contained.items);
    free(extents.solid.items);
    free(extents.carved.items);
    return listed && reading_fold(sightings, count) && fold_spots(sightings, count) &&
           fold_copies(sightings, count);
}
