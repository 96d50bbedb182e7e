#include "containers/outlook/msg_item.h"

#include <string.h>

#include "bounds.h"
#include "bytes/hex_text.h"
#include "bytes/timestamp.h"
#include "bytes/utf16_octets.h"
#include "containers/mail/mail_facts.h"
#include "containers/outlook/mapi_property.h"

#define PROPERTIES_HEADER 32u /* MS-OXMSG section 2.4.1.1 */
#define PROPERTY_SIZE     16u

static bool ascii_begins(struct bytes name, const char *with)
{
    size_t length = strlen(with);
    bool same = name.left >= 2 * length;
    for (size_t i = 0; same && i < length; i++) {
        same = name.at[2 * i] == (uint8_t)with[i] && name.at[2 * i + 1] == 0;
    }
    return same;
}

static bool ascii_is(struct bytes name, const char *text)
{
    return name.left == 2 * strlen(text) && ascii_begins(name, text);
}

/* MS-OXMSG section 2.1.3: the identifier and the type of a property, in hexadecimal. */
static bool property_of(const struct compound_entry *entry, uint32_t *property)
{
    static const char prefix[] = "__substg1.0_";
    const size_t from = sizeof(prefix) - 1;
    uint32_t read = 0;
    if (entry->type != COMPOUND_STREAM || entry->name.left != 2 * (from + 8) ||
        !ascii_begins(entry->name, prefix)) {
        return false;
    }
    for (size_t i = from; i < from + 8; i++) {
        const int digit = hex_digit(entry->name.at[2 * i]);
        if (digit < 0 || entry->name.at[2 * i + 1] != 0) {
            return false;
        }
        read = read << 4 | (uint32_t)digit;
    }
    *property = read;
    return true;
}

static uint32_t *names_of(const struct msg_item *item)
{
    return (uint32_t *)(void *)item->file_names.at;
}

static bool names_attachment(uint32_t property)
{
    const uint32_t id = property >> 16, type = property & 0xffff;
    return (id == MAPI_FILE_NAME || id == MAPI_FILE_NAME_LONG) &&
           (type == MAPI_TYPE_STRING8 || type == MAPI_TYPE_UNICODE);
}

static void note_name(struct msg_item *item, uint32_t index, uint32_t property)
{
    uint32_t *name = &names_of(item)[item->parents[index]];
    if (*name == COMPOUND_NONE || property >> 16 == MAPI_FILE_NAME_LONG) {
        *name = index;
    }
}

bool msg_item_open(struct msg_item *item, struct compound_file *file, const uint32_t *parents)
{
    struct compound_entry entry;
    uint32_t property;
    const uint32_t count = compound_file_entries(file);
    bool message = false;
    *item = (struct msg_item){ .file = file, .parents = parents };
    if (!buffer_reserve(&item->file_names, (size_t)count * 4 + 1)) {
        return false;
    }
    item->file_names.used = (size_t)count * 4;
    memset(item->file_names.at, 0xff, item->file_names.used);
    for (uint32_t i = 0; i < count; i++) {
        if (!compound_file_entry(file, i, &entry)) {
            continue;
        }
        if (parents[i] == COMPOUND_NONE) {
            message = message || ascii_is(entry.name, "__properties_version1.0");
        } else if (property_of(&entry, &property) && entry.size > 0 && names_attachment(property)) {
            note_name(item, i, property);
        }
    }
    return message;
}

void msg_item_clear(struct msg_item *item)
{
    buffer_clear(&item->file_names);
    buffer_clear(&item->headers);
    buffer_clear(&item->text);
}

/* Appends a value in UTF-8. True where there is more of it. */
static bool append_text(const struct msg_item *item, struct compound_entry entry, uint32_t type,
                        struct buffer *text)
{
    struct buffer held = { 0 };
    uint64_t at;
    const bool cut = entry.size > MAIL_FIELD_MAX;
    entry.size = cut ? MAIL_FIELD_MAX : entry.size;
    const struct fault *fault = compound_file_read(item->file, &entry, &held, &at);
    (void)fault; /* it is told when the stream itself is given */
    const size_t end = type == MAPI_TYPE_UNICODE ? 2 : 1;
    while (held.used >= end && held.at[held.used - 1] == 0 && held.at[held.used - end] == 0) {
        held.used -= end;
    }
    const bool appended = type == MAPI_TYPE_UNICODE
                              ? utf16_octets_read_little(buffer_bytes(&held), text)
                              : buffer_append(text, buffer_bytes(&held));
    buffer_clear(&held);
    return cut || !appended;
}

/* The texts of a message that are facts. */
enum text { SUBJECT, SENDER, SENDER_SMTP, SENDER_ADDRESS, MESSAGE_ID, IN_REPLY_TO, REFERENCES };
#define TEXTS (REFERENCES + 1)
static const uint32_t text_ids[TEXTS] = { MAPI_SUBJECT,        MAPI_SENDER_NAME, MAPI_SENDER_SMTP,
                                          MAPI_SENDER_ADDRESS, MAPI_MESSAGE_ID,  MAPI_IN_REPLY_TO,
                                          MAPI_REFERENCES };

struct span {
    size_t start, length;
};

struct reading {
    struct span texts[TEXTS];
    bool met[TEXTS + 1]; /* the last: the transport headers. The first of each counts */
    struct compound_entry properties;
    struct buffer block; /* of the transport headers */
    bool cut;
};

static void read_text(struct msg_item *item, const struct compound_entry *entry, uint32_t property,
                      struct reading *reading)
{
    const uint32_t id = property >> 16, type = property & 0xffff;
    if (type != MAPI_TYPE_STRING8 && type != MAPI_TYPE_UNICODE) {
        return;
    }
    if (id == MAPI_HEADERS && !reading->met[TEXTS]) {
        reading->met[TEXTS] = true;
        reading->cut = append_text(item, *entry, type, &reading->block) || reading->cut;
    }
    for (size_t i = 0; i < TEXTS; i++) {
        struct span *span = &reading->texts[i];
        if (text_ids[i] == id && !reading->met[i]) {
            reading->met[i] = true;
            span->start = item->text.used;
            reading->cut = append_text(item, *entry, type, &item->text) || reading->cut;
            span->length = item->text.used - span->start;
        }
    }
}

static struct bytes window(const struct msg_item *item, struct span span)
{
    return span.length > 0 ? bytes_over(item->text.at + span.start, span.length)
                           : bytes_over(NULL, 0);
}

/* Name <address>, as a header has it. */
static struct span write_sender(struct msg_item *item, const struct reading *reading)
{
    const struct span name = reading->texts[SENDER];
    const struct span address =
        reading->texts[reading->texts[SENDER_SMTP].length > 0 ? SENDER_SMTP : SENDER_ADDRESS];
    struct span span = { .start = item->text.used };
    if (address.length == 0 || !buffer_reserve(&item->text, name.length + address.length + 3)) {
        return name;
    }
    bool written = buffer_append(&item->text, window(item, name)) &&
                   buffer_append_text(&item->text, name.length > 0 ? " <" : "<") &&
                   buffer_append(&item->text, window(item, address)) &&
                   buffer_append_byte(&item->text, '>');
    span.length = written ? item->text.used - span.start : 0;
    return span;
}

/* MS-OXMSG section 2.4.2.1: type, identifier, flags, value. */
static void read_times(struct msg_item *item, struct compound_entry entry, struct mail_facts *facts)
{
    struct buffer held = { 0 };
    uint64_t at;
    entry.size = entry.size < MAIL_FIELD_MAX ? entry.size : MAIL_FIELD_MAX;
    const struct fault *fault = compound_file_read(item->file, &entry, &held, &at);
    (void)fault;
    for (size_t i = PROPERTIES_HEADER; i + PROPERTY_SIZE <= held.used; i += PROPERTY_SIZE) {
        const uint64_t id = bytes_little(held.at + i + 2, 2),
                       ticks = bytes_little(held.at + i + 8, 8);
        int64_t *time = id == MAPI_SUBMIT_TIME     ? &facts->date
                        : id == MAPI_DELIVERY_TIME ? &facts->received
                                                   : NULL;
        if (time != NULL && *time == MAIL_DATE_UNKNOWN && ticks > 0 &&
            bytes_little(held.at + i, 2) == MAPI_TYPE_TIME) {
            *time = timestamp_of_filetime(ticks);
        }
    }
    buffer_clear(&held);
}

static void fill(struct bytes *fact, struct bytes with)
{
    *fact = fact->left > 0 ? *fact : with;
}

void msg_item_facts(struct msg_item *item, struct mail_facts *facts)
{
    struct reading reading = { 0 };
    struct compound_entry entry;
    uint32_t property;
    for (uint32_t i = 0; i < compound_file_entries(item->file); i++) {
        if (item->parents[i] != COMPOUND_NONE || !compound_file_entry(item->file, i, &entry)) {
            continue;
        }
        if (property_of(&entry, &property)) {
            read_text(item, &entry, property, &reading);
        } else if (ascii_is(entry.name, "__properties_version1.0")) {
            reading.properties = entry;
        }
    }
    mail_facts_read(buffer_bytes(&reading.block), facts, &item->headers);
    read_times(item, reading.properties, facts);
    const struct span sender = write_sender(item, &reading);
    fill(&facts->subject, window(item, reading.texts[SUBJECT]));
    fill(&facts->from, window(item, sender));
    fill(&facts->message_id, window(item, reading.texts[MESSAGE_ID]));
    fill(&facts->in_reply_to, window(item, reading.texts[IN_REPLY_TO]));
    fill(&facts->references, window(item, reading.texts[REFERENCES]));
    facts->cut = facts->cut || reading.cut;
    buffer_clear(&reading.block);
}

static bool is_attachment(const struct msg_item *item, uint32_t index, uint32_t property)
{
    struct compound_entry storage;
    const uint32_t parent = item->parents[index];
    return property == (MAPI_ATTACH_DATA << 16 | MAPI_TYPE_BINARY) && parent != COMPOUND_NONE &&
           item->parents[parent] == COMPOUND_NONE &&
           compound_file_entry(item->file, parent, &storage) &&
           ascii_begins(storage.name, "__attach_version1.0_#");
}

bool msg_item_is_part(const struct msg_item *item, uint32_t index)
{
    struct compound_entry entry;
    uint32_t property;
    if (!compound_file_entry(item->file, index, &entry) || !property_of(&entry, &property)) {
        return false;
    }
    const uint32_t id = property >> 16;
    const bool body = id == MAPI_BODY || id == MAPI_BODY_RTF || id == MAPI_BODY_HTML;
    return (body && item->parents[index] == COMPOUND_NONE) || is_attachment(item, index, property);
}

bool msg_item_name(const struct msg_item *item, uint32_t index, struct buffer *name)
{
    struct compound_entry entry;
    uint32_t property;
    if (!compound_file_entry(item->file, index, &entry) || !property_of(&entry, &property) ||
        !is_attachment(item, index, property)) {
        return false;
    }
    const uint32_t named = names_of(item)[item->parents[index]];
    if (!compound_file_entry(item->file, named, &entry) || !property_of(&entry, &property)) {
        return false;
    }
    const size_t before = name->used;
    const bool cut = append_text(item, entry, property & 0xffff, name);
    return !cut && name->used > before;
}
