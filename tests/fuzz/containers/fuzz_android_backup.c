/* Functions under test: the walk and recognise() of android_backup_container. */
#include "containers/archives/android_backup.h"

#include "scarce_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct walked {
    uint64_t size, parts, digest;
};

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct walked *walked = context;
    require(nature == PART_UNKNOWN && place->offset > 0 && place->offset <= walked->size);
    if (++walked->parts == 1) { /* what is carved out behind it says itself how long it is */
        require(place->kind == PLACE_READING && place->offset + place->length == walked->size);
    }
    fnv_add_part(&walked->digest, content);
    return true;
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    const struct walked *walked = context;
    (void)where;
    (void)weight;
    (void)unread;
    require(walked->parts > 0); /* of the backup, or of what follows it */
    require(fault->outcome != OUTCOME_OK && fault->sentence != NULL);
}

static uint64_t walk(struct stream *content, uint64_t size, bool recognised)
{
    struct walked walked = { .size = size };
    const struct container_sink sink = { .context = &walked,
                                         .part = take_part,
                                         .journal = take_journal };
    const struct fault *fault = android_backup_container.walk(content, &sink);
    require(fault == NULL ? walked.parts >= 1 : walked.parts == 0);
    require(recognised || fault != NULL);
    return walked.digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct memory_stream memory;
    struct scarce_stream scarce;
    const struct bytes all = bytes_over(data, size);
    const bool recognised = android_backup_container.recognise(all);
    memory_stream_init(&memory, all);
    scarce_stream_init(&scarce, all, true);
    const uint64_t digest = walk(&memory.stream, size, recognised);
    require(walk(&scarce.stream, size, recognised) == digest);
    return 0;
}
