/* Functions under test: the walk and recognise() of git_loose_container.
 * Input: a loose object as it is; and the content of one, which is put into a zlib stream that
 * compresses nothing, so that what is behind the decoder is reached. */
#include <string.h>

#include "bounds.h"
#include "containers/git/git_loose.h"
#include "scarce_stream.h"

#define BLOCK_MAX 65535u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct walked {
    uint64_t size, parts, digest;
};

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct walked *walked = context;
    require(nature == PART_UNKNOWN || nature == PART_LEAF);
    require(place->kind == PLACE_MEMBER && place->number == 1 && ++walked->parts == 1);
    require(place->offset == 0 && place->length == walked->size && place->name.left > 0);
    require(content->offset == 0);
    fnv_add(&walked->digest, place->name);
    fnv_add_part(&walked->digest, content);
    return true;
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    (void)context;
    require(fault->outcome != OUTCOME_OK && fault->sentence != NULL && unread == 0);
    require(where != NULL && where->kind == PLACE_MEMBER);
    require(weight == JOURNAL_UNREAD || fault->outcome == OUTCOME_MALFORMED);
}

static uint64_t walk(struct stream *content, uint64_t size, bool recognised)
{
    struct walked walked = { .size = size };
    const struct container_sink sink = { .context = &walked,
                                         .part = take_part,
                                         .journal = take_journal };
    const struct fault *fault = git_loose_container.walk(content, &sink);
    require(fault == NULL ? walked.parts == 1 : fault->outcome != OUTCOME_OK);
    require(!recognised || fault == NULL);
    return walked.digest;
}

static void hold_object(struct bytes all)
{
    struct memory_stream memory;
    struct scarce_stream scarce;
    memory_stream_init(&memory, all);
    scarce_stream_init(&scarce, all, true);
    const bool recognised = git_loose_container.recognise(all);
    const uint64_t digest = walk(&memory.stream, all.left, recognised);
    require(walk(&scarce.stream, all.left, recognised) == digest);
}

/* RFC 1950, of one stored block (RFC 1951 section 3.2.4). */
static size_t wrap(const uint8_t *data, size_t size, uint8_t *out)
{
    uint32_t low = 1, high = 0;
    const uint8_t front[] = {
        0x78, 1, 1, (uint8_t)size, (uint8_t)(size >> 8), (uint8_t)~size, (uint8_t)(~size >> 8)
    };
    for (size_t i = 0; i < size; i++) {
        low = (low + data[i]) % 65521;
        high = (high + low) % 65521;
    }
    const uint8_t end[] = { (uint8_t)(high >> 8), (uint8_t)high, (uint8_t)(low >> 8),
                            (uint8_t)low };
    memcpy(out, front, sizeof(front));
    memcpy(out + sizeof(front), data, size);
    memcpy(out + sizeof(front) + size, end, sizeof(end));
    return sizeof(front) + size + sizeof(end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *object = malloc(size + 16);
    hold_object(bytes_over(data, size));
    if (object != NULL && size > 0 && size <= BLOCK_MAX) {
        hold_object(bytes_over(object, wrap(data, size, object)));
    }
    free(object);
    return 0;
}
