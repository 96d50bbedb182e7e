#ifndef GIT_OBJECTS_H
#define GIT_OBJECTS_H

#include "containers/git/git_cache.h"
#include "containers/git/git_index.h"

/* The objects of a pack with their differences resolved. Each is made of its base, and that of
 * its own, without recursion; bases are kept as long as there is room, and else made again. */

struct git_objects {
    struct git_index *index;
    struct git_cache cache;
    uint32_t *by_id; /* entries by their ids; open addressing, GIT_NO_ENTRY where empty */
    size_t slots;    /* a power of two */
    uint32_t *chain; /* entries between the one that is made and what it rests on */
    uint64_t left;   /* bytes that may still be made */
    uint64_t silent; /* bytes made since the last sign that it goes on */
    struct buffer made, delta;
};

/* Finds what each object is and what it differs from. False when memory ran out; clear all the
 * same. */
MUST_CHECK bool git_objects_begin(struct git_objects *objects, struct git_index *index);
void git_objects_clear(struct git_objects *objects);

/* All of one object, at most GIT_HELD_MAX: good until the next call. Why it is not whole, or
 * NULL; of a difference to what is not there the inserted bytes, and `missing` others. */
const struct fault *git_objects_read(struct git_objects *objects, uint32_t entry,
                                     struct bytes *content, uint64_t *missing);
/* More was made than may be: nothing more is read. */
bool git_objects_are_spent(const struct git_objects *objects);

/* The object of this id; GIT_NO_ENTRY. */
uint32_t git_objects_find(const struct git_objects *objects, const uint8_t id[GIT_ID_SIZE]);

#endif
