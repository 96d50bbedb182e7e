#include "containers/outlook/tnef.h"

#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "containers/outlook/mapi_property.h"
#include "containers/outlook/tnef_facts.h"
#include "containers/outlook/tnef_property.h"
#include "containers/streams/section_stream.h"
#include "limit.h"

#define CLAUSE "MS-OXTNEF section 2.1.3"

#define FRONT_LENGTH     6u /* magic number and a key that nobody uses */
#define HEAD_LENGTH      9u /* level, identifier, length */
#define SUM_LENGTH       2u
#define LEVEL_MESSAGE    1u
#define LEVEL_ATTACHMENT 2u

/* Identifiers, [MS-OXTNEF] 2.1.3.2. */
#define ATT_FROM       0x00008000u
#define ATT_SUBJECT    0x00018004u
#define ATT_SENT       0x00038005u
#define ATT_BODY       0x0002800cu
#define ATT_MSG_PROPS  0x00069003u
#define ATT_RENDDATA   0x00069002u
#define ATT_TITLE      0x00018010u
#define ATT_DATA       0x0006800fu
#define ATT_ATTACHMENT 0x00069005u

#define OBJECT_GUID 16u /* before the bytes of an object: which interface it has */

static const struct fault cut = { OUTCOME_TRUNCATED, CLAUSE,
                                  "cut off within an attribute: read as far as it goes" };
static const struct fault unlevel = { OUTCOME_MALFORMED, CLAUSE,
                                      "no attribute stands where one should: nothing is read "
                                      "from there on" };
static const struct fault missummed = { OUTCOME_MALFORMED, CLAUSE,
                                        "the checksum of an attribute does not hold" };
static const struct fault too_many = { OUTCOME_BOUND, NULL,
                                       "more attachments or properties than are read of one "
                                       "TNEF" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory for a name" };

struct attribute {
    uint8_t level;
    uint32_t id;
    struct tnef_span data;
};

struct attachment {
    bool begun;
    struct tnef_span data, properties;
    struct buffer name;
};

struct tnef_walk {
    struct stream *content;
    const struct container_sink *sink;
    uint64_t base, next; /* offsets in the stream: of the TNEF, of the attribute to come */
    uint64_t attachments, texts;
    uint64_t returns;  /* how often the walk went back for something */
    bool stopped, met; /* a message-level attribute waits to be given */
    bool told;         /* what the message says of itself was looked for */
    struct tnef_facts_source facts;
    struct tnef_span body;
    struct attachment attachment;
};

static bool tnef_recognise(struct bytes head)
{
    return head.left >= FRONT_LENGTH && memcmp(head.at, "\x78\x9f\x3e\x22", 4) == 0 &&
           (head.left == FRONT_LENGTH || head.at[FRONT_LENGTH] == LEVEL_MESSAGE ||
            head.at[FRONT_LENGTH] == LEVEL_ATTACHMENT);
}

static void note(struct tnef_walk *walk, enum journal_weight weight, const struct fault *fault,
                 uint64_t unread)
{
    walk->sink->journal(walk->sink->context, NULL, weight, fault, unread);
}

/* False: too often already, and the journal says so. */
static bool may_return(struct tnef_walk *walk)
{
    if (!walk->stopped && walk->returns >= limit_of(LIMIT_TNEF_PARTS)) {
        note(walk, JOURNAL_UNREAD, &too_many, 0);
        walk->stopped = true;
    }
    walk->returns++;
    return !walk->stopped;
}

/* Gives the bytes of a span; the stream stands anywhere afterwards. */
static void give(struct tnef_walk *walk, struct place place, struct tnef_span span)
{
    struct section_stream section;
    if (walk->stopped || span.length == 0 || !stream_seek(walk->content, span.offset)) {
        return;
    }
    place.offset = span.offset - walk->base;
    place.length = span.length;
    section_stream_init_span(&section, walk->content, span.length);
    walk->stopped = !walk->sink->part(walk->sink->context, &place, PART_UNKNOWN, &section.stream);
    buffer_clear(&section.held);
}

/* An object stands behind the identifier of its interface. */
static struct tnef_span value_of(const struct tnef_property *property)
{
    struct tnef_span span = { property->offset, property->length };
    if (property->type == MAPI_TYPE_OBJECT) {
        const uint64_t before = span.length < OBJECT_GUID ? span.length : OBJECT_GUID;
        span.offset += before;
        span.length -= before;
    }
    return span;
}

static void note_list(struct tnef_walk *walk, const struct tnef_property_list *list)
{
    if (list->fault != NULL) {
        const uint64_t unread = list->end - list->start;
        note(walk, unread < 4 ? JOURNAL_NOTE : JOURNAL_UNREAD, list->fault,
             unread < 4 ? 0 : unread);
    }
}

static void give_text(struct tnef_walk *walk, const char *name, struct tnef_span span)
{
    if (span.length < TNEF_VALUE_LEAST || !may_return(walk)) {
        return;
    }
    const struct place place = { .kind = PLACE_TEXT,
                                 .number = ++walk->texts,
                                 .name = bytes_over(name, strlen(name)) };
    give(walk, place, span);
}

static void give_property(struct tnef_walk *walk, const struct tnef_property *property)
{
    static const struct {
        uint16_t id;
        const char *name;
    } known[] = { { MAPI_HEADERS, "PidTagTransportMessageHeaders" },
                  { MAPI_BODY, "PidTagBody" },
                  { MAPI_BODY_RTF, "PidTagRtfCompressed" },
                  { MAPI_BODY_HTML, "PidTagHtml" } };
    char name[32];
    (void)snprintf(name, sizeof(name), "property %04x", (unsigned)property->id);
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (known[i].id == property->id) {
            (void)snprintf(name, sizeof(name), "%s", known[i].name);
        }
    }
    if (property->varies) {
        give_text(walk, name, value_of(property));
    }
}

static void tell_mail(struct tnef_walk *walk)
{
    struct mail_facts facts;
    struct buffer text = { 0 };
    if (!walk->told && tnef_facts_read(walk->content, &walk->facts, &facts, &text)) {
        walk->sink->mail(walk->sink->context, &facts);
    }
    walk->told = true;
    buffer_clear(&text);
}

/* What the message says of itself goes out before its first part. */
static void give_message(struct tnef_walk *walk)
{
    struct tnef_property_list list;
    struct tnef_property property;
    const struct tnef_span properties = walk->facts.properties;
    if (!walk->met || !may_return(walk)) {
        return;
    }
    walk->met = false;
    tell_mail(walk);
    give_text(walk, "attBody", walk->body);
    if (properties.length > 0) {
        tnef_property_list_init(&list, walk->content, properties.offset, properties.length);
        while (!walk->stopped && tnef_property_next(&list, &property)) {
            give_property(walk, &property);
        }
        note_list(walk, &list);
    }
    walk->body = walk->facts.properties = (struct tnef_span){ 0, 0 };
}

/* The long name, where the properties of the attachment tell one. */
static void read_long_name(struct tnef_walk *walk, const struct tnef_property *property)
{
    const bool utf16 = property->type == MAPI_TYPE_UNICODE;
    struct buffer *name = &walk->attachment.name;
    if (property->id != MAPI_FILE_NAME_LONG || (!utf16 && property->type != MAPI_TYPE_STRING8) ||
        property->length == 0) {
        return;
    }
    buffer_reset(name);
    if (!tnef_text_append(walk->content, (struct tnef_span){ property->offset, property->length },
                          utf16, name)) {
        note(walk, JOURNAL_NOTE, &no_memory, 0);
    }
}

/* Its name stands behind its bytes, so all of it is read before any of it is given. */
static void give_attachment(struct tnef_walk *walk)
{
    struct attachment *attachment = &walk->attachment;
    struct tnef_property_list list;
    struct tnef_property property;
    struct tnef_span inner = { 0, 0 };
    if (!attachment->begun || !may_return(walk)) {
        return;
    }
    walk->attachments++;
    if (attachment->properties.length > 0) {
        tnef_property_list_init(&list, walk->content, attachment->properties.offset,
                                attachment->properties.length);
        while (tnef_property_next(&list, &property)) {
            read_long_name(walk, &property);
            inner =
                property.id == MAPI_ATTACH_DATA && property.varies ? value_of(&property) : inner;
        }
        note_list(walk, &list);
    }
    const struct place place = { .kind = PLACE_PART,
                                 .number = walk->attachments,
                                 .name = buffer_bytes(&attachment->name) };
    give(walk, place, attachment->data);
    give(walk, place, inner);
}

static void begin_attachment(struct tnef_walk *walk)
{
    give_message(walk);
    give_attachment(walk);
    buffer_reset(&walk->attachment.name);
    walk->attachment = (struct attachment){ .begun = true, .name = walk->attachment.name };
}

/* A second one where one may stand is taken for that of an attachment whose beginning is lost. */
static void take_of_attachment(struct tnef_walk *walk, const struct attribute *attribute)
{
    struct attachment *attachment = &walk->attachment;
    struct tnef_span *span = attribute->id == ATT_DATA         ? &attachment->data
                             : attribute->id == ATT_ATTACHMENT ? &attachment->properties
                                                               : NULL;
    if (!attachment->begun || attribute->id == ATT_RENDDATA || (span != NULL && span->length > 0)) {
        begin_attachment(walk);
    }
    if (span != NULL) {
        *span = attribute->data;
    } else if (attribute->id == ATT_TITLE) {
        buffer_reset(&attachment->name);
        if (!tnef_text_append(walk->content, attribute->data, false, &attachment->name)) {
            note(walk, JOURNAL_NOTE, &no_memory, 0);
        }
    }
}

static void take_of_message(struct tnef_walk *walk, const struct attribute *attribute)
{
    struct tnef_span *span = attribute->id == ATT_SUBJECT     ? &walk->facts.subject
                             : attribute->id == ATT_FROM      ? &walk->facts.from
                             : attribute->id == ATT_SENT      ? &walk->facts.sent
                             : attribute->id == ATT_BODY      ? &walk->body
                             : attribute->id == ATT_MSG_PROPS ? &walk->facts.properties
                                                              : NULL;
    const bool given = span == &walk->body || span == &walk->facts.properties;
    if (span == NULL || (!given && span->length > 0)) { /* the first subject counts */
        return;
    }
    if (span->length > 0) {
        give_message(walk);
    }
    *span = attribute->data;
    walk->met = true;
}

/* The sum of all bytes, modulo 65536. Fewer than `length` where the stream ends: true is told. */
static uint64_t sum_bytes(struct stream *content, uint64_t length, uint16_t *sum)
{
    uint64_t summed = 0;
    uint32_t total = 0;
    while (summed < length) {
        struct bytes seen = stream_ahead(content, 1);
        if (seen.left == 0) {
            break;
        }
        const size_t count = seen.left < length - summed ? seen.left : (size_t)(length - summed);
        for (size_t i = 0; i < count; i++) {
            total += seen.at[i];
        }
        stream_consume(content, count);
        summed += count;
    }
    *sum = (uint16_t)(total & 0xffff);
    return summed;
}

static void check_sum(struct tnef_walk *walk, uint64_t missing, uint16_t sum)
{
    struct bytes seen = stream_ahead(walk->content, SUM_LENGTH);
    if (missing > 0 || seen.left < SUM_LENGTH) {
        note(walk, JOURNAL_UNREAD, &cut, 0);
    } else if (bytes_little(seen.at, SUM_LENGTH) != sum) {
        note(walk, JOURNAL_NOTE, &missummed, 0);
    }
}

static bool take_attribute(struct tnef_walk *walk, struct attribute *attribute)
{
    uint16_t sum;
    if (!stream_seek(walk->content, walk->next)) { /* behind what a cut one has of its sum */
        return false;
    }
    struct bytes head = stream_ahead(walk->content, HEAD_LENGTH);
    if (head.left == 0) {
        return false;
    }
    const bool level = head.at[0] == LEVEL_MESSAGE || head.at[0] == LEVEL_ATTACHMENT;
    if (!level || head.left < HEAD_LENGTH) {
        note(walk, JOURNAL_UNREAD, level ? &cut : &unlevel,
             walk->content->size != STREAM_SIZE_UNKNOWN ? walk->content->size - walk->next : 0);
        return false;
    }
    const uint64_t length = bytes_little(head.at + 5, 4);
    attribute->level = head.at[0];
    attribute->id = (uint32_t)bytes_little(head.at + 1, 4);
    stream_consume(walk->content, HEAD_LENGTH);
    attribute->data.offset = walk->next + HEAD_LENGTH;
    attribute->data.length = sum_bytes(walk->content, length, &sum);
    check_sum(walk, length - attribute->data.length, sum);
    walk->next += HEAD_LENGTH + attribute->data.length + SUM_LENGTH;
    return true;
}

static const struct fault *tnef_walk(struct stream *content, const struct container_sink *sink)
{
    struct tnef_walk walk = { .content = content,
                              .sink = sink,
                              .base = content->offset,
                              .next = content->offset + FRONT_LENGTH };
    struct attribute attribute;
    while (!walk.stopped && take_attribute(&walk, &attribute)) {
        if (attribute.level == LEVEL_MESSAGE) {
            take_of_message(&walk, &attribute);
        } else {
            take_of_attachment(&walk, &attribute);
        }
    }
    give_message(&walk);
    give_attachment(&walk);
    buffer_clear(&walk.attachment.name);
    return content->fault;
}

const struct container tnef_container = {
    .name = "tnef", .recognise = tnef_recognise, .walk = tnef_walk, .seeks = true
};
