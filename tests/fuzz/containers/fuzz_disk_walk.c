/* Functions under test: the walk and recognise() of disk_container. */
#include <string.h>

#include "bounds.h"
#include "containers/archives/archive_walk.h"
#include "containers/disks/disk_walk.h"
#include "scarce_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a walk has given: the same however the bytes arrive and when they are read again, no more
 * than its bound, the runs in the order of the disk. Of a large one the front is looked at. */
struct given {
    uint64_t digest, bytes, number, size;
};
#define LOOKED_AT ((uint64_t)256 << 10)

static void digest(struct given *given, struct bytes bytes)
{
    fnv_add(&given->digest, bytes);
}

static uint64_t digest_front(struct stream *content, uint64_t most)
{
    struct given given = { 0 };
    while (content->offset < most) {
        struct bytes seen = stream_ahead(content, 1);
        const uint64_t left = most - content->offset;
        if (seen.left == 0) {
            break;
        }
        seen.left = seen.left < left ? seen.left : (size_t)left;
        digest(&given, seen);
        stream_consume(content, seen.left);
    }
    return given.digest;
}

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct given *given = context;
    require(nature == PART_DISK && place->kind == PLACE_MEMBER);
    require(place->number == given->number + 1 && content->size != STREAM_SIZE_UNKNOWN);
    given->number = place->number;
    given->bytes += content->size;
    const uint64_t times = given->size * (uint64_t)DISK_GIVEN_TIMES;
    require(given->bytes <= (times > RATIO_LOOKED_AT ? times : RATIO_LOOKED_AT));
    const uint64_t front = digest_front(content, LOOKED_AT);
    const uint64_t reached = content->offset;
    require(stream_seek(content, 0) && digest_front(content, LOOKED_AT) == front);
    require(content->offset == reached && reached <= content->size);
    digest(given, place->name);
    digest(given, bytes_over(&front, sizeof(front)));
    return given->number < 16;
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    (void)where;
    (void)weight;
    (void)unread; /* counted as often as it was read */
    digest(context, bytes_over(fault->sentence, strlen(fault->sentence)));
}

static uint64_t walk(struct stream *stream, uint64_t size)
{
    struct given given = { .size = size };
    const struct container_sink sink = { .context = &given,
                                         .part = take_part,
                                         .journal = take_journal };
    const struct fault *fault = disk_container.walk(stream, &sink);
    if (fault != NULL) {
        require(given.number == 0);
        digest(&given, bytes_over(fault->sentence, strlen(fault->sentence)));
    }
    return given.digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes all = bytes_over(data, size);
    struct memory_stream memory;
    struct scarce_stream scarce;
    scarce_stream_init(&scarce, all, true);
    bool taken = disk_container.recognise(all);
    memory_stream_init(&memory, all);
    if (taken) {
        require(walk(&memory.stream, size) == walk(&scarce.stream, size));
    }
    return 0;
}
