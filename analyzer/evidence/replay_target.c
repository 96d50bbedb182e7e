#include "evidence/replay_target.h"

#include <assert.h>

#define TARGET_PLACES_MAX (CONTAINER_DEPTH_MAX + DECODINGS_MAX + 2)

bool replay_target_read(struct bytes provenance, struct ingest_target *target)
{
    struct ingest_target read = { .count = 0 };
    while (provenance.left > 0) {
        if (read.count == TARGET_PLACES_MAX ||
            !provenance_take(&provenance, &read.places[read.count])) {
            return false;
        }
        read.count++;
    }
    if (read.count == 0 || read.places[read.count - 1].kind != PLACE_SPOT) {
        return false;
    }
    *target = read;
    return true;
}

/* A frame stands `depth` places below the evidence file. Extents are not held
 * against each other: a stream may learn of its length only when it was read. */
bool replay_wants_place(const struct ingest_frame *frame, const struct place *place)
{
    const struct ingest_target *target = frame->ingest->target;
    if (target == NULL) {
        return true;
    }
    if (frame->depth + 1 >= target->count) {
        return false;
    }
    const struct place *wanted = &target->places[frame->depth];
    return wanted->kind == place->kind && wanted->number == place->number &&
           wanted->offset == place->offset;
}

bool replay_scans(const struct ingest_frame *frame)
{
    const struct ingest_target *target = frame->ingest->target;
    if (target == NULL || frame->depth + 1 == target->count) {
        return true;
    }
    return target->places[frame->depth].kind == PLACE_READING; /* the scan is what offers it */
}

bool replay_wants_spot(const struct ingest_frame *frame, uint64_t offset, uint64_t length)
{
    const struct ingest_target *target = frame->ingest->target;
    if (target == NULL) {
        return true;
    }
    const struct place *spot = &target->places[target->count - 1];
    return frame->depth + 1 == target->count && spot->offset == offset && spot->length == length;
}
