/* Functions under test: the walk and recognise() of postgres_dump_container. */
#include <stdlib.h>

#include "containers/databases/postgres_dump.h"

/* Members are numbered, lie in what was given, and have no more octets than it, all together. */

struct seen {
    size_t all;
    uint64_t members, given;
};

static void must(bool held)
{
    if (!held) {
        abort();
    }
}

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct seen *seen = context;
    struct bytes shown;
    uint64_t octets = 0;
    must(place->kind == PLACE_MEMBER && nature == PART_UNKNOWN);
    must(place->number == ++seen->members &&
         place->offset <= seen->all); /* at a cut nothing follows */
    must(place->length <= seen->all - place->offset);
    while ((shown = stream_ahead(content, 1)).left > 0) {
        octets += shown.left;
        stream_consume(content, shown.left);
    }
    seen->given += octets;
    must(seen->given <= seen->all);
    must(place->length == 0 || octets < place->length);
    return seen->members % 7 != 6;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen seen = { .all = size };
    const struct container_sink sink = { .context = &seen, .part = take_part };
    struct memory_stream content;
    memory_stream_init(&content, bytes_over(data, size));
    if (!postgres_dump_container.recognise(bytes_over(data, size))) {
        return 0;
    }
    const struct fault *fault = postgres_dump_container.walk(&content.stream, &sink);
    must(fault == NULL || fault->sentence != NULL);
    must(content.stream.offset <= size);
    return 0;
}
