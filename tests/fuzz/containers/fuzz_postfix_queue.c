/* Functions under test: the walk and recognise() of postfix_queue_container. */
#include "containers/mail/postfix_queue.h"

#include <string.h>

#include "scarce_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One text at the most, which is no longer than what was read of the file, and the same however
 * the bytes arrive. */
struct given {
    size_t size;
    uint64_t digest, parts;
};

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct given *given = context;
    uint64_t read = 0;
    require(nature == PART_UNKNOWN && place->kind == PLACE_READING && place->offset == 0 &&
            place->length <= given->size);
    for (struct bytes seen = stream_ahead(content, 1); seen.left > 0;
         seen = stream_ahead(content, 1)) {
        read += seen.left;
        fnv_add(&given->digest, seen);
        stream_consume(content, seen.left);
    }
    require(read <= given->size);
    given->parts++;
    return true;
}

static uint64_t walk(struct stream *stream, size_t size)
{
    struct given given = { .size = size };
    const struct container_sink sink = { .context = &given,
                                         .part = take_part,
                                         .mail = container_ignore_mail,
                                         .journal = container_ignore_journal };
    const struct fault *fault = postfix_queue_container.walk(stream, &sink);
    require(given.parts <= 1);
    require(fault != NULL || stream->offset == size);
    return given.digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes all = bytes_over(data, size);
    struct memory_stream memory;
    struct scarce_stream scarce;
    if (!postfix_queue_container.recognise(all)) {
        return 0;
    }
    memory_stream_init(&memory, all);
    const uint64_t digest = walk(&memory.stream, size);
    scarce_stream_init(&scarce, all, false);
    require(walk(&scarce.stream, size) == digest);
    return 0;
}
