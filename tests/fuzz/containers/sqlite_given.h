#ifndef SQLITE_GIVEN_H
#define SQLITE_GIVEN_H

#include <string.h>

#include "bounds.h"
#include "container.h"
#include "scarce_stream.h"

/* What a walk has given: the same however the bytes arrive, in places of the file, and no more
 * than its bound and one record beyond. */
struct given {
    struct bytes all;
    uint64_t digest, bytes;
};

static inline void digest(struct given *given, struct bytes bytes)
{
    fnv_add(&given->digest, bytes);
}

static inline bool take_part(void *context, const struct place *place, enum part_nature nature,
                             struct stream *content)
{
    struct given *given = context;
    require(nature == PART_UNKNOWN && place->kind == PLACE_ROW && place->name.left > 7);
    require(place->offset <= given->all.left && place->number <= INT64_MAX);
    digest(given, bytes_over(&place->offset, sizeof(place->offset)));
    digest(given, place->name);
    for (struct bytes seen = stream_ahead(content, 1); seen.left > 0;
         seen = stream_ahead(content, 1)) {
        given->bytes += seen.left;
        digest(given, seen);
        stream_consume(content, seen.left);
    }
    require(given->bytes <= given->all.left * (SQLITE_GIVEN_TIMES + 1) + SQLITE_GIVEN_TIMES);
    return true;
}

static inline void take_journal(void *context, const struct place *where,
                                enum journal_weight weight, const struct fault *fault,
                                uint64_t unread)
{
    struct given *given = context;
    (void)weight;
    require(unread == 0 && (where == NULL || where->kind == PLACE_ROW));
    digest(given, bytes_over(fault->sentence, strlen(fault->sentence)));
}

static inline uint64_t walk(const struct container *container, struct stream *stream,
                            struct bytes all)
{
    struct given given = { .all = all };
    const struct container_sink sink = { .context = &given,
                                         .part = take_part,
                                         .journal = take_journal };
    const struct fault *fault = container->walk(stream, &sink);
    require((fault == NULL) == container->recognise(all));
    return given.digest;
}

/* What a container of rows of SQLite holds to. */
static inline void check_rows(const struct container *container, struct bytes all)
{
    struct memory_stream memory;
    struct scarce_stream scarce;
    scarce_stream_init(&scarce, all, true);
    memory_stream_init(&memory, all);
    require(walk(container, &memory.stream, all) == walk(container, &scarce.stream, all));
}

#endif
