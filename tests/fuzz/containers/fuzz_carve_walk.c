/* Functions under test: the walk and recognise() of carved_container. */
#include <string.h>

#include "bounds.h"
#include "containers/archives/archive_walk.h"
#include "containers/carving/carve_mark.h"
#include "containers/carving/carved.h"
#include "scarce_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a walk has given: members counted from one on, each place behind the last, nothing outside
 * of the content, and what is decoded within its bound. */
struct given {
    struct bytes all;
    uint64_t digest, parts, members, begun;
    uint64_t decoded; /* a digest of what the parts hold */
    bool damaged;     /* a library gives less of what is damaged where it comes in larger pieces */
};

#define DECODED_MOST ((uint64_t)1 << 20)

static void digest(struct given *given, struct bytes bytes)
{
    fnv_add(&given->digest, bytes);
}

static void digest_number(struct given *given, uint64_t number)
{
    digest(given, bytes_over(&number, sizeof(number)));
}

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct given *given = context;
    uint64_t read = 0;
    require(nature == PART_UNKNOWN && place->offset < given->all.left + (place->length == 0));
    if (place->kind == PLACE_MEMBER) {
        require(place->number > given->members);
        given->members = place->number;
    } else {
        require(place->kind == PLACE_READING && place->number == 0);
        require(place->name.left > 7 && memcmp(place->name.at, "carved-", 7) == 0);
        require(given->begun == 0 || place->offset >= given->begun);
        given->begun = place->offset + 1;
    }
    digest_number(given, place->offset);
    digest(given, place->name);
    for (struct bytes seen = stream_ahead(content, 1); seen.left > 0;
         seen = stream_ahead(content, 1)) {
        read += seen.left;
        fnv_add(&given->decoded, seen);
        stream_consume(content, seen.left);
    }
    require(read <= DECODED_MOST + given->all.left + 4096);
    require(++given->parts <= given->all.left);
    return true;
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    struct given *given = context;
    (void)unread;
    require(where == NULL || where->offset <= given->all.left);
    given->damaged = given->damaged || fault->outcome == OUTCOME_MALFORMED;
    digest_number(given, (uint64_t)weight);
    digest(given, bytes_over(fault->sentence, strlen(fault->sentence)));
}

static struct given walk(struct stream *stream, struct bytes all)
{
    struct given given = { .all = all };
    const struct container_sink sink = {
        .context = &given, .part = take_part, .journal = take_journal, .decoded_max = DECODED_MOST
    };
    require(carved_container.walk(stream, &sink) == NULL);
    return given;
}

static void hold_marks(struct bytes all)
{
    size_t from = 0, one, other;
    enum carve_kind kind, same;
    while (carve_mark_find(all, from, all.left, &one, &kind)) {
        require(carve_mark_find_portable(all, from, all.left, &other, &same));
        require(one == other && kind == same && one + 3 <= all.left);
        from = one + 1;
    }
    require(!carve_mark_find_portable(all, from, all.left, &other, &same));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes all = bytes_over(data, size);
    struct memory_stream memory;
    struct scarce_stream scarce;
    scarce_stream_init(&scarce, all, true);
    struct scarce_stream pipe;
    scarce_stream_init(&pipe, all, false);
    pipe.stream.size = STREAM_SIZE_UNKNOWN;
    bool taken = carved_container.recognise(all);
    (void)taken;
    hold_marks(all);
    memory_stream_init(&memory, all);
    const struct given one = walk(&memory.stream, all), other = walk(&scarce.stream, all);
    require(one.digest == other.digest && (one.damaged || one.decoded == other.decoded));
    (void)walk(&pipe.stream, all);
    require(memory.stream.offset == size && pipe.stream.offset == size);
    return 0;
}
