/* Functions under test: the walk and recognise() of pcap_container. */
#include "containers/network/pcap_walk.h"
#include "scarce_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct walked {
    uint64_t size, parts, digest;
};

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct walked *walked = context;
    require(nature == PART_UNKNOWN || nature == PART_DISK);
    require(place->kind == PLACE_MEMBER && place->number == ++walked->parts);
    require(place->offset < walked->size && place->name.left > 0 && content->size > 0);
    fnv_add(&walked->digest, place->name);
    fnv_add_part(&walked->digest, content);
    return true;
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    (void)context;
    require(unread == 0 && fault->outcome != OUTCOME_OK && fault->sentence != NULL);
    if (where == NULL) { /* of the capture as a whole */
        const bool bound = fault->outcome == OUTCOME_BOUND || fault->outcome == OUTCOME_UNSUPPORTED;
        require(weight == JOURNAL_UNREAD ? bound : fault->outcome == OUTCOME_MALFORMED);
        return;
    }
    require(weight == JOURNAL_NOTE && where->kind == PLACE_MEMBER);
}

static uint64_t walk(struct stream *content, uint64_t size, bool recognised)
{
    struct walked walked = { .size = size };
    const struct container_sink sink = { .context = &walked,
                                         .part = take_part,
                                         .journal = take_journal };
    const struct fault *fault = pcap_container.walk(content, &sink);
    require(!recognised || fault == NULL || fault->outcome != OUTCOME_UNEXPECTED);
    return walked.digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes all = bytes_over(data, size);
    struct memory_stream memory;
    struct scarce_stream scarce;
    memory_stream_init(&memory, all);
    scarce_stream_init(&scarce, all, true);
    const bool recognised = pcap_container.recognise(all);
    const uint64_t digest = walk(&memory.stream, all.left, recognised);
    require(walk(&scarce.stream, all.left, recognised) == digest);
    return 0;
}
