#ifndef VALUES_GIVEN_H
#define VALUES_GIVEN_H

#include <string.h>

#include "container.h"
#include "scarce_stream.h"

/* What a walk gives that unpacks values of a database, or joins them: the same however the bytes
 * arrive, at places within the file. */
struct given {
    size_t size;
    uint64_t digest;
};

static inline bool take_part(void *context, const struct place *place, enum part_nature nature,
                             struct stream *content)
{
    struct given *given = context;
    require(nature == PART_UNKNOWN && place->offset <= given->size);
    require(place->length <= given->size - place->offset);
    fnv_add(&given->digest, place->name);
    fnv_add(&given->digest, bytes_over(&place->offset, sizeof(place->offset)));
    fnv_add_part(&given->digest, content);
    return true;
}

static inline void take_journal(void *context, const struct place *where,
                                enum journal_weight weight, const struct fault *fault,
                                uint64_t unread)
{
    struct given *given = context;
    (void)where;
    (void)weight;
    (void)unread;
    fnv_add(&given->digest, bytes_over(fault->sentence, strlen(fault->sentence)));
}

static inline uint64_t walk(const struct container *container, struct stream *stream, size_t size)
{
    struct given given = { .size = size };
    const struct container_sink sink = {
        .context = &given, .part = take_part, .mail = container_ignore_mail, .journal = take_journal
    };
    const struct fault *fault = container->walk(stream, &sink);
    require(fault == NULL || fault->sentence != NULL);
    return given.digest;
}

static inline void check_values(const struct container *container, struct bytes all)
{
    struct memory_stream memory;
    struct scarce_stream scarce;
    memory_stream_init(&memory, all);
    scarce_stream_init(&scarce, all, true);
    require(walk(container, &memory.stream, all.left) == walk(container, &scarce.stream, all.left));
}

#endif
