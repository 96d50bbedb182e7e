/* Functions under test: the walk and recognise() of pst_container.
 * Properties: parts are numbered from 1 in order, an extent lies in the file, what is given is
 * bounded by the reads that the file's size allows, and the walk gives the same twice. */
#include "containers/outlook/pst_walk.h"

#include "buffer.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct pst_property {
    uint64_t size, number, given, digest;
};

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct pst_property *walk = context;
    require(place->number > walk->number);
    walk->number = place->number;
    require(nature == (place->kind == PLACE_MESSAGE ? PART_MESSAGE : PART_UNKNOWN));
    require(place->offset <= walk->size && place->length <= walk->size - place->offset);
    struct bytes seen = stream_ahead(content, 1);
    for (size_t i = 0; i < seen.left; i++) {
        walk->digest = (walk->digest ^ seen.at[i]) * 0x100000001b3u;
    }
    walk->given += seen.left;
    return true;
}

static void take_mail(void *context, const struct mail_facts *facts)
{
    (void)context;
    (void)facts;
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    struct pst_property *walk = context;
    (void)where;
    (void)unread;
    require(fault != NULL && (weight == JOURNAL_NOTE || weight == JOURNAL_UNREAD));
    walk->digest ^= (uint64_t)fault->outcome;
}

static struct pst_property walk_once(struct bytes all)
{
    struct pst_property walk = { .size = all.left };
    const struct container_sink sink = {
        .context = &walk, .part = take_part, .mail = take_mail, .journal = take_journal
    };
    struct memory_stream memory;
    memory_stream_init(&memory, all);
    (void)pst_container.walk(&memory.stream, &sink);
    return walk;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes all = bytes_over(data, size);
    if (!pst_container.recognise(all)) {
        return 0;
    }
    struct pst_property first = walk_once(all), second = walk_once(all);
    require(first.digest == second.digest && first.number == second.number);
    /* 4 reads a block of 24 bytes and 4096 more, each of 64 KiB at most, in base64 and twice. */
    require(first.given / 400000 <= size + 5000);
    return 0;
}
