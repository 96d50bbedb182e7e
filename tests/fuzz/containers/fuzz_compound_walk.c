/* Functions under test: the walk of compound_container. Members come in order, and all
 * together have no more bytes than the file has four times. */
#include "containers/outlook/compound_walk.h"

#include <stdlib.h>

struct members {
    uint64_t last, bytes;
};

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct members *members = context;
    (void)nature;
    if (place->number <= members->last) {
        abort();
    }
    members->last = place->number;
    members->bytes += content->size;
    return true;
}

static void take_mail(void *context, const struct mail_facts *facts)
{
    (void)facts;
    if (((struct members *)context)->last > 0) {
        abort();
    }
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    (void)context;
    (void)where;
    (void)weight;
    (void)unread;
    if (fault == NULL) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct members members = { 0 };
    struct memory_stream memory;
    const struct container_sink sink = {
        .context = &members, .part = take_part, .mail = take_mail, .journal = take_journal
    };
    memory_stream_init(&memory, bytes_over(data, size));
    (void)compound_container.walk(&memory.stream, &sink);
    if (members.bytes > COMPOUND_GIVEN_TIMES * (uint64_t)size) {
        abort();
    }
    return 0;
}
