/* Functions under test: the walks and recognise() of intel_hex_container and s_record_container. */
#include "containers/disks/hex_records.h"

#include <string.h>

#include "containers/archives/archive_walk.h"
#include "scarce_stream.h"

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The records come first, the same whether the content can go back or not, and no longer than they
 * are with what is filled in; then, where more is wanted, what was carved out of the content. */
struct given {
    const char *name;
    size_t size;
    uint64_t digest, parts;
    bool more;
};

#define DECODED_MOST ((uint64_t)1 << 20)

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct given *given = context;
    const bool records = given->parts++ == 0;
    uint64_t read = 0;
    require(nature == PART_UNKNOWN && place->offset <= given->size);
    require(given->more || records);
    require((place->kind == PLACE_READING && place->name.left == strlen(given->name) &&
             memcmp(place->name.at, given->name, place->name.left) == 0) == records);
    for (struct bytes seen = stream_ahead(content, 1); seen.left > 0;
         seen = stream_ahead(content, 1)) {
        read += seen.left;
        if (records) {
            fnv_add(&given->digest, seen);
        }
        stream_consume(content, seen.left);
    }
    require(read <= (records ? 4 * (uint64_t)given->size : DECODED_MOST + given->size + 4096));
    return given->more;
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    const struct given *given = context;
    (void)weight;
    (void)unread;
    require(fault != NULL && (where == NULL || where->offset <= given->size));
}

static uint64_t walk(const struct container *container, struct stream *stream, size_t size,
                     bool more)
{
    struct given given = { .name = container->name, .size = size, .more = more };
    const struct container_sink sink = { .context = &given,
                                         .part = take_part,
                                         .mail = container_ignore_mail,
                                         .journal = take_journal,
                                         .decoded_max = DECODED_MOST };
    require(container->walk(stream, &sink) == NULL && given.parts > 0);
    return given.digest;
}

static void walk_all_ways(const struct container *container, struct bytes all)
{
    struct memory_stream memory;
    struct scarce_stream scarce;
    memory_stream_init(&memory, all);
    const uint64_t digest = walk(container, &memory.stream, all.left, true);
    memory_stream_init(&memory, all);
    require(walk(container, &memory.stream, all.left, false) == digest);
    scarce_stream_init(&scarce, all, false);
    require(walk(container, &scarce.stream, all.left, true) == digest);
    (void)container->recognise(all);
}

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    (void)count;
    (void)arguments;
    require(archive_walk_prepare());
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    walk_all_ways(&intel_hex_container, bytes_over(data, size));
    walk_all_ways(&s_record_container, bytes_over(data, size));
    return 0;
}
