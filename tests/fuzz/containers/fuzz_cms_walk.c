/* Functions under test: recognise() and the walk of cms_container, and bytes/cms_message.h. */
#include <string.h>

#include "bounds.h"
#include "bytes/cms_message.h"
#include "bytes/der.h"
#include "bytes/tap_stream.h"
#include "containers/mail/cms_walk.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct given {
    struct bytes all;
    unsigned parts;
};

/* Where the message ends, if what follows it is carved. */
static uint64_t behind(const struct given *given)
{
    const uint64_t length = der_span(given->all);
    return length > 0 && length < given->all.left ? length : UINT64_MAX;
}

static bool is_carved(const struct place *place)
{
    struct bytes name = place->name, front;
    return place->kind == PLACE_MEMBER ||
           (bytes_take(&name, 7, &front) && bytes_equal(front, bytes_over("carved-", 7)));
}

/* At most one part; what is not compressed is no longer than its place, and in one piece its end.
 * What is carved stands behind it. */
static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct given *given = context;
    struct buffer held = { 0 };
    if (is_carved(place)) {
        require(place->offset >= behind(given) && place->offset < given->all.left);
        stream_drain(content);
        return true;
    }
    require(nature == PART_UNKNOWN && ++given->parts == 1 && place->kind == PLACE_READING);
    require(place->offset <= given->all.left && place->length <= given->all.left - place->offset);
    require(stream_hold(content, MIB, &held) || held.used == MIB);
    if (bytes_equal(place->name, bytes_over("cms-signed", 10))) {
        const struct bytes extent =
            bytes_over(given->all.at + place->offset, (size_t)place->length);
        require(held.used <= extent.left);
        require(extent.at[0] != 4 || held.used == 0 ||
                memcmp(extent.at + extent.left - held.used, held.at, held.used) == 0);
    }
    buffer_clear(&held);
    return true;
}

static void take_mail(void *context, const struct mail_facts *facts)
{
    (void)context;
    require(facts == NULL);
}

static void take_journal(void *context, const struct place *where, enum journal_weight weight,
                         const struct fault *fault, uint64_t unread)
{
    const struct given *given = context;
    require(fault != NULL && unread <= given->all.left);
    if (behind(given) == UINT64_MAX) {
        require(where != NULL && weight == JOURNAL_UNREAD);
    }
}

static bool lies_in(struct bytes all, struct bytes window)
{
    return window.left == 0 || (window.at >= all.at && window.left <= all.left &&
                                (size_t)(window.at - all.at) <= all.left - window.left);
}

static void check_recipients(struct bytes all)
{
    struct cms_recipients recipients;
    struct cms_recipient recipient;
    size_t count = 0;
    if (!cms_recipients_begin(all, &recipients)) {
        return;
    }
    while (cms_recipients_next(&recipients, &recipient)) {
        require(lies_in(all, recipient.issuer) && lies_in(all, recipient.serial) &&
                lies_in(all, recipient.key_id));
        require((recipient.issuer.left == 0 || recipient.key_id.left == 0) && ++count <= all.left);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct given given = { .all = bytes_over(data, size) };
    struct memory_stream memory;
    const struct container_sink sink = {
        .context = &given, .part = take_part, .mail = take_mail, .journal = take_journal
    };
    memory_stream_init(&memory, given.all);
    const bool is = cms_container.recognise(given.all);
    const struct fault *fault = cms_container.walk(&memory.stream, &sink);
    require(is || (given.parts == 0 && fault == NULL));
    require(memory.stream.offset == size);
    check_recipients(given.all);
    return 0;
}
