#include "containers/mail/message_fragment.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bounds.h"
#include "bytes/item_room.h"
#include "containers/mail/mail_header.h"
#include "containers/mail/mail_parameter.h"

#define TYPE      "message/partial"
#define CLAUSE    "RFC 2046 section 5.2.2"
#define READING   "message/partial"
#define NAMED_MAX ((size_t)200) /* octets of the list of those that are missing */

/* How far into a mail its Message-ID is looked for, and what type it is of. */
#define HEADER_SOUGHT ((size_t)64 << 10)

static const struct fault missing = {
    OUTCOME_TRUNCATED, CLAUSE,
    "a message of which not all fragments lie here: what there is was read"
};
static const struct fault bound = {
    OUTCOME_BOUND, CLAUSE,
    "more fragments of messages than are held to be put together: some were read by themselves, "
    "or as raw bytes alone"
};

void message_fragment_clear(struct message_fragment *fragment)
{
    buffer_clear(&fragment->id);
    buffer_clear(&fragment->held);
}

static bool read_number(struct bytes line, const char *name, struct buffer *text, uint64_t *number)
{
    bool more = false;
    uint64_t read = 0;
    buffer_reset(text);
    if (!mail_parameter_read(line, name, false, text, &more) || text->used == 0) {
        return false;
    }
    for (size_t i = 0; i < text->used; i++) {
        const uint8_t digit = text->at[i];
        if (digit < '0' || digit > '9' || read > (UINT32_MAX - 9) / 10) {
            return false;
        }
        read = 10 * read + (digit - (uint8_t)'0');
    }
    *number = read;
    return true;
}

bool message_fragment_is(struct bytes type)
{
    struct bytes skipped;
    while (type.left > 0 && strchr(" \t\r\n\"", type.at[0]) != NULL && type.at[0] != 0 &&
           bytes_take(&type, 1, &skipped)) {
    }
    return type.left > strlen(TYPE) && strncasecmp((const char *)type.at, TYPE, strlen(TYPE)) == 0;
}

bool message_fragment_read(struct message_fragments *fragments, struct bytes type,
                           struct message_fragment *read)
{
    bool more = false;
    if (!message_fragment_is(type)) {
        return false;
    }
    buffer_reset(&fragments->line);
    if (!mail_field_unfold(type, &fragments->line)) {
        return false;
    }
    const struct bytes line = buffer_bytes(&fragments->line);
    if (!read_number(line, "total", &fragments->name, &read->total)) {
        read->total = 0;
    }
    return read_number(line, "number", &fragments->name, &read->number) && read->number > 0 &&
           (read->total == 0 || read->number <= read->total) &&
           mail_parameter_read(line, "id", false, &read->id, &more) && read->id.used > 0;
}

void message_fragment_fields(struct bytes block, struct bytes *name, struct bytes *type)
{
    struct mail_field field;
    *name = *type = bytes_over(NULL, 0);
    while ((name->left == 0 || type->left == 0) && mail_field_take(&block, &field)) {
        if (name->left == 0 && mail_field_named(&field, "Message-ID")) {
            *name = field.body;
        } else if (type->left == 0 && mail_field_named(&field, "Content-Type")) {
            *type = field.body;
        }
    }
}

struct bytes message_fragment_header(struct stream *mail, bool *ends)
{
    struct mail_header_scan scan = { .message = true };
    struct bytes seen = stream_ahead(mail, HEADER_SOUGHT), block;
    seen.left = seen.left < HEADER_SOUGHT ? seen.left : HEADER_SOUGHT;
    (void)!mail_header_scan_on(&scan, seen, true);
    *ends = seen.left < HEADER_SOUGHT || scan.length < seen.left;
    return bytes_take(&seen, scan.length, &block) ? block : bytes_over(NULL, 0);
}

static bool same_message(const struct message_fragment *one, const struct message_fragment *other)
{
    return bytes_equal(buffer_bytes(&one->id), buffer_bytes(&other->id));
}

static bool is_known(const struct message_fragments *fragments, const struct message_fragment *read)
{
    bool known = false;
    for (size_t i = 0; !known && i < fragments->count; i++) {
        known =
            fragments->items[i].number == read->number && same_message(&fragments->items[i], read);
    }
    return known;
}

static uint64_t *held(struct message_fragments *fragments)
{
    return fragments->shared != NULL ? fragments->shared : &fragments->own;
}

static bool has_room(struct message_fragments *fragments)
{
    if (fragments->count == limit_of(LIMIT_MAIL_FRAGMENTS) ||
        *held(fragments) >= limit_of(LIMIT_FRAGMENT_BYTES)) {
        fragments->bounded = true;
        return false;
    }
    struct message_fragment *items = item_room(fragments->items, fragments->count, &fragments->room,
                                               16, sizeof(*fragments->items));
    if (items == NULL) {
        return false;
    }
    fragments->items = items;
    return true;
}

bool message_fragments_take(struct message_fragments *fragments, struct bytes type, uint64_t mail,
                            uint64_t offset)
{
    struct message_fragment read = { .mail = mail, .offset = offset };
    if (!message_fragment_read(fragments, type, &read) || !has_room(fragments) ||
        is_known(fragments, &read)) {
        message_fragment_clear(&read);
        return false;
    }
    fragments->items[fragments->count++] = read;
    return true;
}

static void release(struct message_fragments *fragments, struct message_fragment *one)
{
    *held(fragments) -= one->octets;
    one->octets = 0;
    buffer_clear(&one->held);
}

/* One that is not held to its end has none of it: a message with a hole is none. */
void message_fragments_tap(void *context, struct bytes piece)
{
    struct message_fragments *fragments = context;
    struct message_fragment *last = &fragments->items[fragments->count - 1];
    if (last->number == 0) {
        return;
    }
    if (*held(fragments) <= limit_of(LIMIT_FRAGMENT_BYTES) &&
        piece.left <= limit_of(LIMIT_FRAGMENT_BYTES) - *held(fragments) &&
        buffer_append(&last->held, piece)) {
        *held(fragments) += piece.left;
        last->octets += piece.left;
        return;
    }
    fragments->bounded = true;
    release(fragments, last);
    last->number = 0;
}

/* The empty line that a mailbox puts behind a mail. */
static struct bytes without_empty_line(struct bytes text)
{
    static const char *const ends[] = { "\r\n\r\n", "\n\n" };
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        const size_t length = strlen(ends[i]);
        if (text.left >= length && memcmp(text.at + text.left - length, ends[i], length) == 0) {
            return bytes_over(text.at, text.left - length / 2);
        }
    }
    return text;
}

/* Of the fields around the first fragment those that the message has of its own (RFC 2046
 * section 5.2.2.1). */
static bool is_own_field(const struct mail_field *field)
{
    return mail_field_named(field, "Subject") || mail_field_named(field, "Message-ID") ||
           mail_field_named(field, "Encrypted") || mail_field_named(field, "MIME-Version");
}

static bool is_of_content(const struct mail_field *field)
{
    static const char content[] = "Content-";
    const size_t length = strlen(content);
    return field->name.left > length &&
           strncasecmp((const char *)field->name.at, content, length) == 0;
}

static bool put_fields(struct bytes block, bool own, struct buffer *joined)
{
    struct mail_field field;
    bool put = true;
    while (put && mail_field_take(&block, &field)) {
        const bool whole = field.body.left > 0 && field.body.at[field.body.left - 1] == '\n';
        put = is_of_content(&field) || (own && is_own_field(&field)) ||
              (buffer_append(joined, field.name) && buffer_append_byte(joined, ':') &&
               buffer_append(joined, field.body) && (whole || buffer_append_byte(joined, '\n')));
    }
    return put;
}

/* Behind the header of the mail. The first fragment begins with a header of its own, and behind
 * what is put before that here nothing may separate the two; what begins with another one is
 * text. */
static bool put_front(struct bytes block, const struct message_fragment *first,
                      struct buffer *joined)
{
    return put_fields(block, first->number == 1, joined) &&
           (first->number == 1 || buffer_append_byte(joined, '\n'));
}

static bool put_fragment(struct message_fragments *fragments, const struct message_fragment *one,
                         bool first, bool last)
{
    struct mail_header_scan scan = { .message = true };
    struct bytes mail = buffer_bytes(&one->held), block;
    (void)!mail_header_scan_on(&scan, mail, true);
    if (!bytes_take(&mail, scan.length, &block) ||
        (first && !put_front(block, one, &fragments->joined))) {
        return false;
    }
    const bool cut = fragments->empty_lines && !last;
    return buffer_append(&fragments->joined, cut ? without_empty_line(mail) : mail);
}

/* How many follow each other from the first of them, in order of numbers. */
static size_t run_length(const struct message_fragment *items, size_t count)
{
    size_t length = 1;
    while (length < count && items[length].number == items[length - 1].number + 1) {
        length++;
    }
    return length;
}

/* Gives a run as one. */
static bool give_run(struct message_fragments *fragments, struct message_fragment *run,
                     size_t count, const struct container_sink *sink)
{
    const struct place place = { .kind = PLACE_READING,
                                 .number = run->mail,
                                 .offset = run->offset,
                                 .name = bytes_over(READING, strlen(READING)) };
    bool put = true;
    buffer_reset(&fragments->joined);
    for (size_t i = 0; put && i < count; i++) {
        put = put_fragment(fragments, &run[i], i == 0, i + 1 == count);
        buffer_clear(&run[i].held);
    }
    if (!put) {
        static const struct fault no_memory = { OUTCOME_NO_MEMORY, CLAUSE,
                                                "no memory to put the fragments together" };
        sink->journal(sink->context, &place, JOURNAL_UNREAD, &no_memory, 0);
        return true;
    }
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&fragments->joined));
    const bool goes_on = sink->part(sink->context, &place, PART_MESSAGE, &memory.stream);
    buffer_clear(&fragments->joined); /* it counts as held no longer */
    return goes_on;
}

static bool put_range(struct buffer *name, uint64_t from, uint64_t to)
{
    char text[64];
    if (name->used >= NAMED_MAX) {
        return true;
    }
    (void)snprintf(text, sizeof(text), from == to ? " %" PRIu64 : " %" PRIu64 "-%" PRIu64, from,
                   to);
    return buffer_append_text(name, text) &&
           (name->used < NAMED_MAX || buffer_append_text(name, " ..."));
}

/* `message/partial without 2 5-7 of 9`; of how many not all fragments say. */
static bool put_missing(const struct message_fragment *set, size_t count, uint64_t total,
                        struct buffer *name)
{
    char text[64];
    uint64_t next = 1;
    bool put = buffer_append_text(name, READING " without");
    for (size_t i = 0; put && i < count; i++) {
        put = set[i].number == next || put_range(name, next, set[i].number - 1);
        next = set[i].number + 1;
    }
    if (total == 0) {
        return put && buffer_append_text(name, " the last ones");
    }
    (void)snprintf(text, sizeof(text), " of %" PRIu64, total);
    return put && (next > total || put_range(name, next, total)) && buffer_append_text(name, text);
}

static uint64_t total_of(const struct message_fragment *set, size_t count)
{
    uint64_t total = 0;
    for (size_t i = 0; total == 0 && i < count; i++) {
        total = set[i].total;
    }
    return total;
}

static void tell_missing(struct message_fragments *fragments, const struct message_fragment *set,
                         size_t count, const struct container_sink *sink)
{
    const uint64_t total = total_of(set, count);
    struct place place = { .kind = PLACE_READING, .number = set->mail, .offset = set->offset };
    buffer_reset(&fragments->name);
    if (put_missing(set, count, total, &fragments->name)) {
        place.name = buffer_bytes(&fragments->name);
    }
    sink->journal(sink->context, &place, JOURNAL_NOTE, &missing, 0);
}

static int compare_numbers(const void *one, const void *other)
{
    const struct message_fragment *left = one, *right = other;
    return left->number < right->number ? -1 : left->number > right->number;
}

/* Moves those of one message to the end of the list, in order. How many they are. */
static size_t gather(struct message_fragments *fragments, size_t of)
{
    struct message_fragment *items = fragments->items;
    struct message_fragment chosen = items[of];
    size_t kept = 0, count = 0;
    struct message_fragment *set = calloc(fragments->count, sizeof(*set));
    if (set == NULL) {
        return 0;
    }
    for (size_t i = 0; i < fragments->count; i++) {
        if (i == of || same_message(&items[i], &chosen)) {
            set[count++] = items[i];
        } else {
            items[kept++] = items[i];
        }
    }
    qsort(set, count, sizeof(*set), compare_numbers);
    memcpy(&items[kept], set, count * sizeof(*set));
    free(set);
    return count;
}

/* Drops those at the end of the list. */
static void drop(struct message_fragments *fragments, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct message_fragment *last = &fragments->items[--fragments->count];
        release(fragments, last);
        message_fragment_clear(last);
    }
}

static bool is_whole(const struct message_fragments *fragments, const struct message_fragment *one)
{
    uint64_t total = 0, count = 0;
    for (size_t i = 0; i < fragments->count; i++) {
        const struct message_fragment *item = &fragments->items[i];
        if (same_message(item, one)) {
            total = total == 0 ? item->total : total;
            count++;
        }
    }
    return total > 0 && count == total;
}

bool message_fragments_settle(struct message_fragments *fragments,
                              const struct container_sink *sink)
{
    const struct message_fragment *last = &fragments->items[fragments->count - 1];
    if (last->number == 0) {
        drop(fragments, 1);
        return true;
    }
    if (!is_whole(fragments, last)) {
        return true;
    }
    const size_t count = gather(fragments, fragments->count - 1);
    struct message_fragment *set = &fragments->items[fragments->count - count];
    if (count == 0 || run_length(set, count) < count || set->number != 1) {
        return true; /* more than it should have: what there is comes at the end */
    }
    const bool goes_on = give_run(fragments, set, count, sink);
    drop(fragments, count);
    return goes_on;
}

static bool give_runs(struct message_fragments *fragments, struct message_fragment *set,
                      size_t count, const struct container_sink *sink)
{
    bool goes_on = true;
    for (size_t at = 0, length; goes_on && at < count; at += length) {
        length = run_length(set + at, count - at);
        goes_on = give_run(fragments, set + at, length, sink);
    }
    return goes_on;
}

/* Those that others may lie elsewhere of: true where all are read there. */
static bool tell_elsewhere(const struct message_fragments *fragments,
                           const struct message_fragment *set, size_t count,
                           const struct container_sink *sink)
{
    bool told = sink->fragment != NULL && count <= FRAGMENTS_ELSEWHERE_MAX;
    for (size_t i = 0; told && i < count; i++) {
        const struct bytes mail = buffer_bytes(&set[i].held);
        const struct place spot = { .kind = PLACE_SPOT,
                                    .offset = set[i].offset,
                                    .length = fragments->empty_lines ? without_empty_line(mail).left
                                                                     : mail.left };
        told = sink->fragment(sink->context, buffer_bytes(&set[i].id), set[i].number, set[i].total,
                              &spot);
    }
    return told;
}

void message_fragments_end(struct message_fragments *fragments, const struct container_sink *sink)
{
    bool goes_on = true;
    while (goes_on && fragments->count > 0) {
        const size_t count = gather(fragments, 0);
        if (count == 0) {
            fragments->bounded = true;
            break;
        }
        struct message_fragment *set = &fragments->items[fragments->count - count];
        if (!tell_elsewhere(fragments, set, count, sink)) {
            tell_missing(fragments, set, count, sink);
            goes_on = give_runs(fragments, set, count, sink);
        }
        drop(fragments, count);
    }
    if (fragments->bounded) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &bound, 0);
    }
}

void message_fragments_clear(struct message_fragments *fragments)
{
    drop(fragments, fragments->count);
    buffer_clear(&fragments->line);
    buffer_clear(&fragments->name);
    buffer_clear(&fragments->joined);
    free(fragments->items);
    *fragments = (struct message_fragments){ 0 };
}
