#include "containers/git/git_objects.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "containers/git/git_delta.h"
#include "containers/git/git_inflation.h"

#define CLAUSE "gitformat-pack(5)"
/* What an object costs at least, however small it is. */
#define STEP_COST 256u
/* Bytes that are made between two signs that it goes on. */
#define SIGN_BYTES (32 * MIB)

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory for an object" };
static const struct fault too_large = { OUTCOME_BOUND, NULL,
                                        "an object that must be held in memory is too large" };
static const struct fault no_base = {
    OUTCOME_MALFORMED, CLAUSE,
    "a difference to an object that is not in the pack: what it adds was scanned"
};
static const struct fault too_deep = {
    OUTCOME_BOUND, NULL,
    "more differences on top of each other than git makes: what the last adds was scanned"
};
static const struct fault bad_base = { OUTCOME_MALFORMED, CLAUSE,
                                       "an object that differs from a damaged one" };
static const struct fault spent = { OUTCOME_BOUND, NULL,
                                    "more bytes were made of a pack's differences than may be" };

bool git_objects_are_spent(const struct git_objects *objects)
{
    return objects->left == 0;
}

static void spend(struct git_objects *objects, uint64_t made)
{
    uint64_t work = made + STEP_COST;
    objects->left -= work < objects->left ? work : objects->left;
    objects->silent += work;
    if (objects->silent >= SIGN_BYTES) {
        container_alive(objects->index->sink);
        objects->silent = 0;
    }
}

/* ids */

static size_t slot_of(const struct git_objects *objects, const uint8_t id[GIT_ID_SIZE])
{
    uint64_t key;
    memcpy(&key, id, sizeof(key)); /* evenly spread, as it is a sum */
    size_t slot = (size_t)key & (objects->slots - 1);
    for (size_t i = 0; i < objects->slots; i++) {
        uint32_t entry = objects->by_id[slot];
        if (entry == GIT_NO_ENTRY ||
            memcmp(objects->index->entries[entry].id, id, GIT_ID_SIZE) == 0) {
            break;
        }
        slot = (slot + 1) & (objects->slots - 1);
    }
    return slot;
}

uint32_t git_objects_find(const struct git_objects *objects, const uint8_t id[GIT_ID_SIZE])
{
    return objects->by_id[slot_of(objects, id)];
}

static void add_id(struct git_objects *objects, uint32_t entry)
{
    size_t slot = slot_of(objects, objects->index->entries[entry].id);
    if (objects->by_id[slot] == GIT_NO_ENTRY) {
        objects->by_id[slot] = entry;
    }
}

static bool begin_ids(struct git_objects *objects)
{
    objects->slots = 16;
    while (objects->slots < 2 * (size_t)objects->index->count) {
        objects->slots *= 2;
    }
    objects->by_id = malloc(objects->slots * sizeof(*objects->by_id));
    if (objects->by_id == NULL) {
        return false;
    }
    memset(objects->by_id, 0xff, objects->slots * sizeof(*objects->by_id));
    for (uint32_t i = 0; i < objects->index->count; i++) {
        if (objects->index->entries[i].identified) {
            add_id(objects, i);
        }
    }
    return true;
}

/* contents */

static const struct fault *inflate(struct git_objects *objects, const struct git_entry *entry,
                                   struct buffer *into)
{
    struct git_inflation inflation;
    const uint64_t size = entry->size < GIT_HELD_MAX ? entry->size : GIT_HELD_MAX;
    size_t room = (size_t)size + 1, read = 1; /* one more, to come to its end */
    const struct fault *fault = NULL;
    buffer_reset(into);
    if (!stream_seek(objects->index->content, entry->at + entry->header)) {
        return &no_memory;
    }
    git_inflation_begin(&inflation, objects->index->content);
    while (read > 0 && fault == NULL && into->used < GIT_HELD_MAX) {
        if (!buffer_reserve(into, room)) {
            fault = &no_memory;
            break;
        }
        read = git_inflation_read(&inflation, into->at + into->used, into->room - into->used);
        into->used += read;
        room = 1;
    }
    fault = fault != NULL ? fault : inflation.fault;
    fault = fault == NULL && !inflation.ended ? &too_large : fault;
    git_inflation_end(&inflation);
    spend(objects, into->used);
    return fault;
}

/* Puts what was made where others find it, if any differ from it. */
static struct bytes keep(struct git_objects *objects, uint32_t number)
{
    struct git_entry *entry = &objects->index->entries[number];
    if (entry->child == GIT_NO_ENTRY) {
        return buffer_bytes(&objects->made);
    }
    return buffer_bytes(git_cache_put(&objects->cache, number, &objects->made));
}

static const struct fault *apply(struct git_objects *objects, uint32_t number,
                                 struct bytes *content)
{
    struct git_entry *entry = &objects->index->entries[number];
    const struct fault *of_delta = inflate(objects, entry, &objects->delta);
    struct buffer result = { 0 };
    const struct fault *fault =
        git_delta_apply(buffer_bytes(&objects->delta), *content, GIT_HELD_MAX, &result);
    spend(objects, result.used);
    buffer_clear(&objects->made);
    objects->made = result;
    *content = keep(objects, number);
    return of_delta != NULL ? of_delta : fault;
}

static const struct fault *read_insertions(struct git_objects *objects, uint32_t number,
                                           struct bytes *content, uint64_t *missing)
{
    const struct git_entry *entry = &objects->index->entries[number];
    const struct fault *fault = inflate(objects, entry, &objects->delta);
    buffer_reset(&objects->made);
    if (!git_delta_insertions(buffer_bytes(&objects->delta), &objects->made, missing)) {
        fault = &no_memory;
    }
    *content = buffer_bytes(&objects->made);
    if (fault != NULL) {
        return fault;
    }
    return entry->depth >= GIT_DELTA_DEPTH_MAX ? &too_deep : &no_base;
}

/* The front of the chain: what is kept, or an object that is no difference. */
static const struct fault *read_ground(struct git_objects *objects, uint32_t number,
                                       struct bytes *content)
{
    const struct buffer *kept = git_cache_get(&objects->cache, number);
    if (kept != NULL) {
        *content = buffer_bytes(kept);
        return NULL;
    }
    const struct fault *fault = inflate(objects, &objects->index->entries[number], &objects->made);
    *content = keep(objects, number);
    return fault;
}

const struct fault *git_objects_read(struct git_objects *objects, uint32_t number,
                                     struct bytes *content, uint64_t *missing)
{
    struct git_entry *entries = objects->index->entries;
    uint32_t at = number, deep = 0;
    *missing = 0;
    *content = bytes_over(NULL, 0);
    if (objects->left == 0) {
        return &spent;
    }
    if (git_type_is_delta(entries[number].type) && entries[number].object == GIT_NONE) {
        return read_insertions(objects, number, content, missing);
    }
    while (git_type_is_delta(entries[at].type) && objects->cache.slot_of[at] == 0) {
        objects->chain[deep++] = at;
        at = entries[at].base;
    }
    const struct fault *fault = read_ground(objects, at, content);
    entries[at].damaged |= fault != NULL;
    while (deep > 0) {
        bool sound = !entries[at].damaged;
        at = objects->chain[--deep];
        fault = apply(objects, at, content);
        fault = fault == NULL && !sound ? &bad_base : fault;
        entries[at].damaged |= fault != NULL;
    }
    return fault;
}

/* what rests on what */

struct waiting {
    uint8_t id[GIT_ID_SIZE];
    uint32_t entry;
};

struct grounding {
    struct git_objects *objects;
    uint32_t *stack;
    uint32_t deep;
    struct waiting *waiting; /* differences to ids that nothing is known to have, in their order */
    uint32_t waits;
};

static void rest_on(struct git_index *index, uint32_t entry, uint32_t base)
{
    struct git_entry *child = &index->entries[entry];
    child->base = base;
    child->sibling = index->entries[base].child;
    index->entries[base].child = entry;
}

static int compare_waiting(const void *one, const void *other)
{
    const struct waiting *first = one, *second = other;
    int order = memcmp(first->id, second->id, GIT_ID_SIZE);
    return order != 0 ? order : (first->entry > second->entry) - (first->entry < second->entry);
}

/* In reverse, so that lists of children are in the order of the pack. */
static bool begin_grounding(struct grounding *grounding)
{
    struct git_index *index = grounding->objects->index;
    size_t room = index->count > 0 ? index->count : 1;
    grounding->stack = malloc(room * sizeof(*grounding->stack));
    for (uint32_t i = index->count; i > 0; i--) {
        struct git_entry *entry = &index->entries[i - 1];
        if (entry->type == GIT_REFERENCE_DELTA) {
            entry->base = git_objects_find(grounding->objects, entry->id);
            grounding->waits += entry->base == GIT_NO_ENTRY ? 1 : 0;
        }
        if (entry->base != GIT_NO_ENTRY) {
            rest_on(index, i - 1, entry->base);
        }
    }
    room = grounding->waits > 0 ? grounding->waits : 1;
    grounding->waiting = malloc(room * sizeof(*grounding->waiting));
    if (grounding->stack == NULL || grounding->waiting == NULL) {
        return false;
    }
    uint32_t used = 0;
    for (uint32_t i = 0; i < index->count; i++) {
        struct git_entry *entry = &index->entries[i];
        if (entry->type == GIT_REFERENCE_DELTA && entry->base == GIT_NO_ENTRY) {
            memcpy(grounding->waiting[used].id, entry->id, GIT_ID_SIZE);
            grounding->waiting[used++].entry = i;
        }
    }
    qsort(grounding->waiting, used, sizeof(*grounding->waiting), compare_waiting);
    return true;
}

/* Those that waited for this id rest on it: on the first that has it, so that they are gone
 * through once. */
static void wake(struct grounding *grounding, uint32_t base)
{
    struct git_index *index = grounding->objects->index;
    const uint8_t *id = index->entries[base].id;
    uint32_t from = 0, to = grounding->waits;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (memcmp(grounding->waiting[middle].id, id, GIT_ID_SIZE) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    for (; from < grounding->waits; from++) {
        const struct waiting *waiting = &grounding->waiting[from];
        if (memcmp(waiting->id, id, GIT_ID_SIZE) != 0 ||
            index->entries[waiting->entry].base != GIT_NO_ENTRY) {
            break;
        }
        rest_on(index, waiting->entry, base);
    }
}

static void identify(struct grounding *grounding, uint32_t number)
{
    struct git_objects *objects = grounding->objects;
    struct git_entry *entry = &objects->index->entries[number];
    struct bytes content;
    uint64_t missing;
    if (git_objects_read(objects, number, &content, &missing) == NULL) {
        git_id_of(entry->object, content, entry->id);
        entry->identified = true;
        add_id(objects, number);
        wake(grounding, number);
    }
}

/* All that rest on one object, however indirectly. Their own ids are needed where others wait for
 * some id, and of commits and trees. */
static void ground(struct grounding *grounding, uint32_t number)
{
    struct git_entry *entries = grounding->objects->index->entries;
    grounding->stack[grounding->deep++] = number;
    while (grounding->deep > 0) {
        uint32_t at = grounding->stack[--grounding->deep];
        struct git_entry *entry = &entries[at];
        if (git_type_is_delta(entry->type)) {
            const struct git_entry *base = &entries[entry->base];
            bool deep = base->depth >= GIT_DELTA_DEPTH_MAX;
            entry->depth = (uint16_t)(deep ? base->depth : base->depth + 1);
            entry->object = deep ? GIT_NONE : base->object;
            bool named = grounding->objects->index->id_size == GIT_ID_SIZE;
            if (!deep && named &&
                (grounding->waits > 0 || entry->object == GIT_COMMIT ||
                 entry->object == GIT_TREE)) {
                identify(grounding, at);
            }
        }
        for (uint32_t child = entry->child; child != GIT_NO_ENTRY; child = entries[child].sibling) {
            grounding->stack[grounding->deep++] = child;
        }
    }
}

bool git_objects_begin(struct git_objects *objects, struct git_index *index)
{
    const uint64_t scaled = GIT_MADE_FACTOR * (index->end - index->begin);
    *objects = (struct git_objects){ .index = index,
                                     .left = scaled > GIT_MADE_MIN ? scaled : GIT_MADE_MIN };
    objects->chain = malloc((GIT_DELTA_DEPTH_MAX + 1) * sizeof(*objects->chain));
    struct grounding grounding = { .objects = objects };
    bool begun = objects->chain != NULL && git_cache_begin(&objects->cache, index->count) &&
                 begin_ids(objects) && begin_grounding(&grounding);
    for (uint32_t i = 0; begun && i < index->count; i++) {
        if (!git_type_is_delta(index->entries[i].type)) {
            ground(&grounding, i);
        }
    }
    free(grounding.stack);
    free(grounding.waiting);
    return begun;
}

void git_objects_clear(struct git_objects *objects)
{
    git_cache_clear(&objects->cache);
    free(objects->by_id);
    free(objects->chain);
    buffer_clear(&objects->made);
    buffer_clear(&objects->delta);
}
