/* Functions under test: the walk and recognise() of git_patch_container. */
#include "containers/git/git_patch.h"
#include "scarce_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct walked {
    uint64_t size, parts, digest;
};

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct walked *walked = context;
    require(nature == PART_UNKNOWN && place->kind == PLACE_MEMBER);
    require(place->number > walked->parts && place->offset <= walked->size);
    walked->parts = place->number;
    fnv_add(&walked->digest, place->name);
    fnv_add_part(&walked->digest, content);
    return true;
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    (void)context;
    (void)weight;
    require(fault->outcome != OUTCOME_OK && fault->sentence != NULL && unread == 0);
    require(where != NULL && where->kind == PLACE_MEMBER);
}

static uint64_t walk(struct stream *content, uint64_t size, bool recognised)
{
    struct walked walked = { .size = size };
    const struct container_sink sink = { .context = &walked,
                                         .part = take_part,
                                         .journal = take_journal };
    const struct fault *fault = git_patch_container.walk(content, &sink);
    require(fault == NULL || fault->outcome == OUTCOME_UNEXPECTED);
    require(!recognised || fault == NULL || content->offset > 0);
    return walked.digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes all = bytes_over(data, size);
    struct memory_stream memory;
    struct scarce_stream scarce;
    memory_stream_init(&memory, all);
    scarce_stream_init(&scarce, all, true);
    const bool recognised = git_patch_container.recognise(all);
    const uint64_t digest = walk(&memory.stream, all.left, recognised);
    require(walk(&scarce.stream, all.left, recognised) == digest);
    return 0;
}
