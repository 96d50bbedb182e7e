/* Functions under test: the walk and recognise() of git_pack_container */

#include "bounds.h"
#include "bytes/tap_stream.h"
#include "containers/git/git_pack.h"
#include "limit.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct walked {
    uint64_t size, number, behind;
};

/* Beside the objects; its members are counted from the limit of entries on. */
static bool is_carved(const struct place *place)
{
    return place->kind == PLACE_READING || place->number > limit_of(LIMIT_ENTRIES);
}

/* Parts are in order, stand in the pack and do not overlap. */
static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct walked *walked = context;
    require(nature == PART_UNKNOWN || nature == PART_LEAF);
    require(place->offset <= walked->size && place->length <= walked->size - place->offset);
    if (is_carved(place)) {
        stream_drain(content);
        return true;
    }
    require(place->kind == PLACE_MEMBER && place->number > walked->number);
    require(place->offset >= walked->behind && place->length > 0);
    walked->number = place->number;
    walked->behind = place->offset + place->length;
    require(content->offset == 0 && place->name.left > 0);
    struct bytes seen = stream_ahead(content, 1);
    require(seen.left <= GIT_HELD_MAX);
    stream_consume(content, seen.left);
    return true;
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    (void)context;
    require(fault->outcome != OUTCOME_OK && fault->sentence != NULL);
    require(weight == JOURNAL_UNREAD || unread == 0);
    require(where == NULL || where->kind == PLACE_MEMBER || where->kind == PLACE_READING);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes all = bytes_over(data, size);
    if (git_pack_container.recognise(all)) {
        struct walked walked = { .size = size };
        const struct container_sink sink = { .context = &walked,
                                             .part = take_part,
                                             .journal = take_journal };
        struct memory_stream content;
        memory_stream_init(&content, all);
        const struct fault *fault = git_pack_container.walk(&content.stream, &sink);
        require(fault == NULL || fault->outcome != OUTCOME_OK);
    }
    return 0;
}
