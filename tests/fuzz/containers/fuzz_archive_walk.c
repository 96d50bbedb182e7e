/* Functions under test: archive_stream_container, archive_seek_container, compressed_container */
#include <stdlib.h>

#include "bounds.h"
#include "containers/archives/archive_walk.h"
#include "require.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct walked {
    uint64_t size;   /* of the content that is walked */
    uint64_t number; /* the highest that a member had */
    uint64_t offset; /* of the last one */
    uint64_t cut;    /* where the last member is that claims more than there is; 0: none */
};

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct walked *walked = context;
    uint64_t total = 0;
    require(nature == PART_UNKNOWN && content->offset == 0);
    require(walked->cut == 0 && place->offset <= walked->size);
    walked->cut = place->length > walked->size - place->offset ? place->offset : 0;
    /* what stands within a member of a zip has the number of that */
    require(place->kind == PLACE_READING
                ? place->number <= walked->number
                : place->number > walked->number || place->offset != walked->offset);
    walked->number = place->number > walked->number ? place->number : walked->number;
    walked->offset = place->kind == PLACE_MEMBER ? place->offset : walked->offset;
    for (size_t wanted = 1;; wanted = wanted % 5000 + 1) {
        struct bytes seen = stream_ahead(content, wanted);
        if (seen.left == 0) {
            break;
        }
        size_t some = seen.left > wanted ? wanted : seen.left;
        require(seen.left >= wanted || stream_ahead(content, wanted).left == seen.left);
        stream_consume(content, some);
        total += some;
        if (total > 4 * MIB) {
            return true; /* bounds are tested elsewhere; here they cost time */
        }
    }
    require(content->offset == total && stream_ahead(content, 1).left == 0);
    return true;
}

static void take_mail(void *context, const struct mail_facts *facts)
{
    (void)context;
    (void)facts;
    abort();
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    struct walked *walked = context;
    require(fault->outcome != OUTCOME_OK && fault->sentence != NULL);
    if (where != NULL && where->offset == walked->cut) {
        walked->cut = 0; /* it is told, before anything else is given */
    }
    require(weight == JOURNAL_UNREAD || unread == 0);
    require(where == NULL || where->kind == PLACE_MEMBER || where->kind == PLACE_READING);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    require(archive_walk_prepare());
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct container *const all[] = { &compressed_container, &archive_seek_container,
                                                   &archive_stream_container };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        struct bytes head = bytes_over(data, size < CONTENT_HEAD ? size : CONTENT_HEAD);
        if (!all[i]->recognise(head)) {
            continue;
        }
        struct walked walked = { .size = size };
        const struct container_sink sink = {
            .context = &walked, .part = take_part, .mail = take_mail, .journal = take_journal
        };
        struct memory_stream content;
        memory_stream_init(&content, bytes_over(data, size));
        const struct fault *fault = all[i]->walk(&content.stream, &sink);
        require(fault == NULL || fault->outcome != OUTCOME_OK);
        require(walked.cut == 0 || fault != NULL);
    }
    return 0;
}
