#include "evidence/replay_target.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/volume_parts.h"

/* The limits may be set up to these (bytes/limit.c). */
#define TARGET_PLACES_MAX (CONTAINER_DEPTH_MOST + DECODINGS_MOST + 2)

static bool read_chain(struct bytes provenance, struct ingest_target *read)
{
    while (provenance.left > 0) {
        if (read->count == TARGET_PLACES_MAX ||
            !provenance_take(&provenance, &read->places[read->count])) {
            return false;
        }
        read->count++;
    }
    return true;
}

bool replay_target_read_place(struct bytes provenance, uint64_t number,
                              struct ingest_target *target)
{
    struct ingest_target read = { .count = 0 };
    if (!read_chain(provenance, &read) || read.count == 0 || read.count == TARGET_PLACES_MAX ||
        read.places[read.count - 1].kind == PLACE_SPOT) {
        return false;
    }
    read.places[read.count++] = (struct place){ .kind = PLACE_SPOT, .number = number };
    *target = read;
    return true;
}

bool replay_target_read(struct bytes provenance, struct ingest_target *target)
{
    struct ingest_target read = { .count = 0 };
    if (!read_chain(provenance, &read) || read.count == 0 ||
        read.places[read.count - 1].kind != PLACE_SPOT) {
        return false;
    }
    *target = read;
    return true;
}

static int compare_numbers(uint64_t one, uint64_t other)
{
    return one < other ? -1 : one > other;
}

/* Extents are not held against each other: a stream may learn of its length only when it
 * was read. */
static int compare_places(const struct place *one, const struct place *other)
{
    int order = compare_numbers(one->kind, other->kind);
    order = order != 0 ? order : compare_numbers(one->number, other->number);
    return order != 0 ? order : compare_numbers(one->offset, other->offset);
}

bool replay_same_place(const struct place *one, const struct place *other)
{
    return compare_places(one, other) == 0;
}

static int compare_targets(const void *one, const void *other)
{
    const struct ingest_target *left = one, *right = other;
    int order = 0;
    for (size_t i = 0; order == 0 && i < left->count && i < right->count; i++) {
        order = compare_places(&left->places[i], &right->places[i]);
    }
    return order != 0 ? order : compare_numbers(left->count, right->count);
}

void replay_target_sort(struct ingest_target *targets, size_t count)
{
    qsort(targets, count, sizeof(*targets), compare_targets);
}

/* A frame stands `depth` places below the evidence file. */
static bool leads_through(const struct ingest_target *target, unsigned depth,
                          const struct place *place)
{
    return depth + 1 < target->count && compare_places(&target->places[depth], place) == 0;
}

uint64_t replay_ends_at(const struct ingest_frame *frame, const struct place *place)
{
    const struct ingest_target *targets = frame->ingest->targets;
    for (size_t i = frame->target_from; targets != NULL && i < frame->target_to; i++) {
        if (frame->depth + 2 == targets[i].count &&
            leads_through(&targets[i], frame->depth, place)) {
            return targets[i].places[frame->depth + 1].number;
        }
    }
    return 0;
}

void replay_target_narrow(const struct ingest_frame *outer, const struct place *place,
                          struct ingest_frame *inner)
{
    const struct ingest_target *targets = outer->ingest->targets;
    if (targets == NULL) {
        return;
    }
    size_t from = outer->target_from, to = outer->target_to;
    while (from < to && !leads_through(&targets[from], outer->depth, place)) {
        from++;
    }
    while (from < to && !leads_through(&targets[to - 1], outer->depth, place)) {
        to--;
    }
    inner->target_from = from;
    inner->target_to = to;
}

bool replay_wants_place(const struct ingest_frame *frame, const struct place *place)
{
    const struct ingest_target *targets = frame->ingest->targets;
    bool wanted = targets == NULL;
    for (size_t i = frame->target_from; !wanted && i < frame->target_to; i++) {
        wanted = leads_through(&targets[i], frame->depth, place);
    }
    return wanted;
}

bool replay_leads_between(const struct ingest_frame *frame, uint64_t from, uint64_t to)
{
    const struct ingest_target *targets = frame->ingest->targets;
    bool leads = false;
    for (size_t i = frame->target_from; targets != NULL && !leads && i < frame->target_to; i++) {
        const struct place *place = &targets[i].places[frame->depth];
        leads = frame->depth + 1 < targets[i].count && place->offset >= from && place->offset < to;
    }
    return leads;
}

bool replay_scans(const struct ingest_frame *frame)
{
    const struct ingest_target *targets = frame->ingest->targets;
    bool scans = targets == NULL;
    if (frame->ingest->harvest != NULL || frame->ingest->mails != NULL ||
        frame->ingest->shown != NULL) {
        return false;
    }
    for (size_t i = frame->target_from; !scans && i < frame->target_to; i++) {
        scans = frame->depth + 1 == targets[i].count ||
                targets[i].places[frame->depth].kind == PLACE_READING; /* the scan offers it */
    }
    return scans;
}

bool replay_wants_spot(const struct ingest_frame *frame, uint64_t offset, uint64_t length)
{
    const struct ingest_target *targets = frame->ingest->targets;
    bool wanted = targets == NULL;
    for (size_t i = frame->target_from; !wanted && i < frame->target_to; i++) {
        const struct place *spot = &targets[i].places[targets[i].count - 1];
        wanted = frame->depth + 1 == targets[i].count && spot->offset == offset &&
                 spot->length == length;
    }
    return wanted;
}

static bool begins_with(struct bytes name, const char *word)
{
    struct bytes front;
    const struct bytes own = bytes_over(word, strlen(word));
    return bytes_take(&name, own.left, &front) && bytes_equal(front, own);
}

/* What a key store has beside its keys is found with them. */
bool replay_wants_keys(const struct ingest_frame *frame)
{
    const struct ingest_target *targets = frame->ingest->targets;
    bool wanted = targets == NULL;
    for (size_t i = frame->target_from; !wanted && i < frame->target_to; i++) {
        wanted = frame->depth + 1 == targets[i].count ||
                 (frame->depth < targets[i].count &&
                  begins_with(targets[i].places[frame->depth].name, "certificate"));
    }
    return wanted;
}

/* A part of the container that is a reading, and none that was made of its raw bytes. What follows
 * the end of some is carved. */
static bool is_of_walk(const struct place *reading, const struct container *container)
{
    return (container->packed && reading->offset == 0) ||
           begins_with(reading->name, container->name) || begins_with(reading->name, "carved-") ||
           begins_with(reading->name, VOLUME_PARTS_READING);
}

bool replay_is_in_raw_bytes(const struct place *place, const struct container *container)
{
    if (container == NULL || place->kind == PLACE_SPOT) {
        return true;
    }
    return container->readings && place->kind == PLACE_READING && !is_of_walk(place, container);
}

bool replay_leads_into(const struct ingest_frame *frame, const struct container *container)
{
    const struct ingest_target *targets = frame->ingest->targets;
    bool leads = false;
    for (size_t i = frame->target_from; !leads && i < frame->target_to; i++) {
        leads = frame->depth < targets[i].count &&
                !replay_is_in_raw_bytes(&targets[i].places[frame->depth], container);
    }
    return leads;
}
