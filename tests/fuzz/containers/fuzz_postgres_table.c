/* Functions under test: the walk of postgres_table_container. */
#include "containers/databases/postgres_table.h"

#include <string.h>

#include "bounds.h"
#include "containers/databases/postgres_page.h"
#include "scarce_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The same however the bytes arrive; readings take octets of the file that lie in it. */
struct given {
    size_t size;
    uint64_t digest, members;
};

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct given *given = context;
    require(nature == PART_UNKNOWN && place->offset < given->size);
    require(place->length <= given->size - place->offset);
    if (place->kind == PLACE_MEMBER && bytes_begin_with(place->name, "toast ")) {
        require(place->number == ++given->members);
    }
    fnv_add(&given->digest, place->name);
    fnv_add_part(&given->digest, content);
    return true;
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    struct given *given = context;
    (void)where;
    (void)weight;
    (void)unread;
    fnv_add(&given->digest, bytes_over(fault->sentence, strlen(fault->sentence)));
}

static uint64_t walk(struct stream *stream, size_t size)
{
    struct given given = { .size = size };
    const struct container_sink sink = {
        .context = &given, .part = take_part, .mail = container_ignore_mail, .journal = take_journal
    };
    require(postgres_table_container.walk(stream, &sink) == NULL);
    return given.digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes all = bytes_over(data, size);
    struct memory_stream memory;
    struct scarce_stream scarce;
    memory_stream_init(&memory, all);
    const uint64_t digest = walk(&memory.stream, size);
    scarce_stream_init(&scarce, all, true);
    require(walk(&scarce.stream, size) == digest);
    require(!postgres_page_holds(all) || size >= POSTGRES_PAGE_MARK);
    return 0;
}
