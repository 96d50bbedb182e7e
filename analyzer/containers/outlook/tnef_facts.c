#include "containers/outlook/tnef_facts.h"

#include <string.h>

#include "bounds.h"
#include "bytes/timestamp.h"
#include "bytes/utf16_octets.h"
#include "containers/outlook/mapi_property.h"
#include "containers/outlook/tnef_property.h"

#define FROM_HEAD 8u /* four numbers before the name, [MS-OXTNEF] 2.1.3.3.9 */

enum { TEXT_FROM, TEXT_SUBJECT, TEXT_ID, TEXT_NAME, TEXTS };

struct reading {
    struct stream *content;
    struct buffer *text;
    size_t starts[TEXTS], lengths[TEXTS];
    int64_t date;
};

static struct bytes show(struct stream *content, struct tnef_span span, size_t most)
{
    if (span.length == 0 || !stream_seek(content, span.offset)) {
        return bytes_over(NULL, 0);
    }
    const size_t wanted = span.length < most ? (size_t)span.length : most;
    struct bytes seen = stream_ahead(content, wanted);
    seen.left = seen.left < wanted ? seen.left : wanted;
    return seen;
}

/* What stands before a zero. */
static struct bytes before_zero(struct bytes units)
{
    size_t length = 0;
    while (length + 1 < units.left && (units.at[length] | units.at[length + 1]) != 0) {
        length += 2;
    }
    return bytes_over(units.at, length);
}

bool tnef_text_append(struct stream *content, struct tnef_span span, bool utf16,
                      struct buffer *text)
{
    struct bytes seen = show(content, span, TNEF_TEXT_MAX);
    if (seen.left == 0) {
        return span.length == 0;
    }
    if (utf16) {
        return utf16_octets_read_little(before_zero(seen), text);
    }
    const uint8_t *end = memchr(seen.at, 0, seen.left);
    return buffer_append(text,
                         bytes_over(seen.at, end != NULL ? (size_t)(end - seen.at) : seen.left));
}

static void read_text(struct reading *reading, size_t which, struct tnef_span span, bool utf16)
{
    const size_t start = reading->text->used;
    if (reading->lengths[which] == 0 &&
        tnef_text_append(reading->content, span, utf16, reading->text)) {
        reading->starts[which] = start;
        reading->lengths[which] = reading->text->used - start;
    }
}

static unsigned number16(const uint8_t *at)
{
    return (unsigned)bytes_little(at, 2);
}

/* Year, month, day, hour, minute, second, [MS-OXTNEF] 2.1.3.3.6; taken as UTC. */
static void read_sent(struct reading *reading, struct tnef_span span)
{
    struct bytes seen = show(reading->content, span, 12);
    int64_t day;
    if (seen.left < 12 ||
        !timestamp_of_date(number16(seen.at), number16(seen.at + 2), number16(seen.at + 4), &day)) {
        return;
    }
    const unsigned hour = number16(seen.at + 6), minute = number16(seen.at + 8);
    const unsigned second = number16(seen.at + 10);
    if (hour < 24 && minute < 60 && second < 61) {
        reading->date = day + (int64_t)hour * 3600 + (int64_t)minute * 60 + (int64_t)second;
    }
}

static void read_submitted(struct reading *reading, struct tnef_span span)
{
    struct bytes seen = show(reading->content, span, 8);
    if (seen.left < 8 || reading->date != MAIL_DATE_UNKNOWN) {
        return;
    }
    reading->date = timestamp_of_filetime(bytes_little(seen.at, 8));
}

/* A name, then an address with the kind of its network before a colon. */
static void read_from(struct reading *reading, struct tnef_span span)
{
    struct bytes seen = show(reading->content, span, FROM_HEAD);
    if (seen.left < FROM_HEAD) {
        return;
    }
    const uint64_t name = number16(seen.at + 4), address = number16(seen.at + 6);
    if (name + address > span.length - FROM_HEAD) {
        return;
    }
    const struct tnef_span last = { span.offset + FROM_HEAD + name, address };
    struct bytes network = show(reading->content, last, 5);
    const bool mail = network.left == 5 && memcmp(network.at, "SMTP:", 5) == 0;
    const size_t before = mail ? 5 : 0;
    read_text(reading, TEXT_FROM, (struct tnef_span){ last.offset + before, address - before },
              false);
    read_text(reading, TEXT_NAME, (struct tnef_span){ span.offset + FROM_HEAD, name }, false);
}

static void read_property(struct reading *reading, const struct tnef_property *property)
{
    const struct tnef_span span = { property->offset, property->length };
    const bool utf16 = property->type == MAPI_TYPE_UNICODE;
    if (property->id == MAPI_SUBMIT_TIME && property->type == MAPI_TYPE_TIME) {
        read_submitted(reading, span);
    }
    if (!utf16 && property->type != MAPI_TYPE_STRING8) {
        return;
    }
    switch (property->id) {
    case MAPI_SUBJECT:
        read_text(reading, TEXT_SUBJECT, span, utf16);
        break;
    case MAPI_SENDER_NAME:
        read_text(reading, TEXT_NAME, span, utf16);
        break;
    case MAPI_SENDER_ADDRESS:
        read_text(reading, TEXT_FROM, span, utf16);
        break;
    case MAPI_MESSAGE_ID:
        read_text(reading, TEXT_ID, span, utf16);
        break;
    default:
        break;
    }
}

static struct bytes text_of(const struct reading *reading, size_t which)
{
    return reading->lengths[which] > 0
               ? bytes_over(reading->text->at + reading->starts[which], reading->lengths[which])
               : bytes_over(NULL, 0);
}

bool tnef_facts_read(struct stream *content, const struct tnef_facts_source *source,
                     struct mail_facts *facts, struct buffer *text)
{
    struct reading reading = { .content = content, .text = text, .date = MAIL_DATE_UNKNOWN };
    struct tnef_property_list list;
    struct tnef_property property;
    buffer_reset(text);
    read_text(&reading, TEXT_SUBJECT, source->subject, false);
    read_from(&reading, source->from);
    read_sent(&reading, source->sent);
    if (source->properties.length > 0) {
        tnef_property_list_init(&list, content, source->properties.offset,
                                source->properties.length);
        while (tnef_property_next(&list, &property)) {
            read_property(&reading, &property);
        }
    }
    const size_t sender = reading.lengths[TEXT_FROM] > 0 ? TEXT_FROM : TEXT_NAME;
    *facts = (struct mail_facts){ .date = reading.date,
                                  .received = MAIL_DATE_UNKNOWN,
                                  .from = text_of(&reading, sender),
                                  .subject = text_of(&reading, TEXT_SUBJECT),
                                  .message_id = text_of(&reading, TEXT_ID) };
    return facts->from.left > 0;
}
