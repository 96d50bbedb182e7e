/* Functions under test: the walk and recognise() of tnef_container. */
#include <string.h>

#include "bounds.h"
#include "containers/outlook/tnef.h"
#include "scarce_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a walk has given: the same however the bytes arrive, each byte at most once, the numbers
 * in order, and what lies at the place that is told. */
struct given {
    struct bytes all;
    uint64_t digest, bytes, parts, part, text;
    bool mail;
};

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
    require(nature == PART_UNKNOWN && place->length > 0);
    require(place->offset <= given->all.left && place->length <= given->all.left - place->offset);
    require(place->kind == PLACE_PART ? place->number >= given->part && place->number > 0
                                      : place->number == given->text + 1);
    *(place->kind == PLACE_PART ? &given->part : &given->text) = place->number;
    digest_number(given, place->offset);
    digest_number(given, place->length);
    digest(given, place->name);
    uint64_t read = 0;
    for (;;) {
        struct bytes seen = stream_ahead(content, 1);
        if (seen.left == 0) {
            break;
        }
        require(seen.left <= place->length - read &&
                memcmp(seen.at, given->all.at + place->offset + read, seen.left) == 0);
        read += seen.left;
        stream_consume(content, seen.left);
    }
    require(read == place->length);
    given->bytes += read;
    require(given->bytes <= given->all.left && ++given->parts <= 2 * (uint64_t)TNEF_PARTS_MAX);
    return true;
}

static void take_mail(void *context, const struct mail_facts *facts)
{
    struct given *given = context;
    require(!given->mail && given->parts == 0 && facts->from.left > 0);
    given->mail = true;
    digest_number(given, (uint64_t)facts->date);
    digest(given, facts->from);
    digest(given, facts->subject);
    digest(given, facts->message_id);
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    struct given *given = context;
    require(where == NULL && unread <= given->all.left);
    digest_number(given, (uint64_t)weight);
    digest(given, bytes_over(fault->sentence, strlen(fault->sentence)));
}

static uint64_t walk(struct stream *stream, struct bytes all)
{
    struct given given = { .all = all };
    const struct container_sink sink = {
        .context = &given, .part = take_part, .mail = take_mail, .journal = take_journal
    };
    require(tnef_container.walk(stream, &sink) == NULL);
    return given.digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes all = bytes_over(data, size);
    struct memory_stream memory;
    struct scarce_stream scarce;
    scarce_stream_init(&scarce, all, true);
    bool taken = tnef_container.recognise(all);
    (void)taken;
    if (size < 6) { /* what is recognised is longer */
        return 0;
    }
    memory_stream_init(&memory, all);
    require(walk(&memory.stream, all) == walk(&scarce.stream, all));
    return 0;
}
