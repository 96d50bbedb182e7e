/* Functions under test: the walk and recognise() of http_container. */
#include "containers/network/http_walk.h"
#include "scarce_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct walked {
    uint64_t size, parts, digest;
};

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct walked *walked = context;
    const bool headless = place->number == 1 && place->offset == 0;
    require(nature == (place->kind == PLACE_TEXT || headless ? PART_LEAF : PART_UNKNOWN));
    require(place->kind == PLACE_TEXT || place->kind == PLACE_MEMBER);
    require(place->number == walked->parts || place->number == walked->parts + 1);
    require(place->offset <= walked->size && place->length <= walked->size - place->offset);
    walked->parts = place->number;
    fnv_add(&walked->digest, place->name);
    fnv_add_part(&walked->digest, content);
    return true;
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    (void)context;
    require(weight == JOURNAL_UNREAD && unread == 0);
    require(fault->outcome != OUTCOME_OK && fault->sentence != NULL);
    require(where != NULL && where->kind == PLACE_MEMBER);
}

static uint64_t walk(struct stream *content, uint64_t size, bool recognised)
{
    struct walked walked = { .size = size };
    const struct container_sink sink = { .context = &walked,
                                         .part = take_part,
                                         .journal = take_journal };
    require(http_container.walk(content, &sink) == NULL);
    require(!recognised || walked.parts > 0);
    return walked.digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes all = bytes_over(data, size);
    struct memory_stream memory;
    struct scarce_stream scarce;
    memory_stream_init(&memory, all);
    scarce_stream_init(&scarce, all, true);
    const bool recognised = http_container.recognise(all);
    const uint64_t digest = walk(&memory.stream, all.left, recognised);
    require(walk(&scarce.stream, all.left, recognised) == digest);
    return 0;
}
