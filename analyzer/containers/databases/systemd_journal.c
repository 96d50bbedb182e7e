#include "containers/databases/systemd_journal.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "containers/databases/lz_value.h"

/* journal-def.h of systemd. */
#define MAGIC        "LPKSHHRH"
#define INCOMPATIBLE 12
#define HEADER_SIZE  88
#define HEADER       96
#define COMPACT      16u
#define OBJECT       16u /* the header of an object: type, flags, six octets of none, its size */
#define OBJECT_ALIGN 8u
#define TYPE_DATA    1u
#define TYPE_ENTRY   3u
#define TYPES        7u
#define FLAG_LZ4     2u
#define FLAGS        7u
#define ENTRY_ITEMS  64u
#define DATA_PAYLOAD 64u
#define COMPACT_MORE 8u
#define LZ4_SIZE     8u
#define FIELD_FRONT  16u
#define GROUP_NAME   64u /* of a stream or process, in a place */

static const struct fault damaged = {
    OUTCOME_MALFORMED, NULL, "an object of a systemd journal does not stand where it should"
};
static const struct fault more = { OUTCOME_BOUND, NULL,
                                   "more lines of a systemd journal than are put in order" };
static const struct fault large = { OUTCOME_BOUND, NULL,
                                    "more text in the lines of a systemd journal than is read" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for the lines of a systemd journal" };

enum field { FIELD_MESSAGE, FIELD_STREAM, FIELD_PROCESS, FIELDS };
static const char *const fields[FIELDS] = { "MESSAGE=", "_STREAM_ID=", "_PID=" };

/* A value that lines are made of, by where its object stands; in that order. */
struct known {
    uint64_t object, length;
    enum field field;
};

/* A line: what said it, and where it stands. */
struct line {
    uint64_t group, order, object, length;
};

struct systemd_journal {
    struct stream *content;
    const struct container_sink *sink;
    struct lz_values values;
    bool compact;
    struct buffer known, lines;
    uint64_t budget; /* octets of text that may be given */
    uint64_t members;
    bool damaged, many, starved, bounded;
};

static size_t payload(const struct systemd_journal *journal)
{
    return DATA_PAYLOAD + (journal->compact ? COMPACT_MORE : 0);
}

static bool recognise(struct bytes head)
{
    return head.left >= HEADER && bytes_begin_with(head, MAGIC) &&
           bytes_little(head.at + HEADER_SIZE, 8) >= HEADER;
}

struct object {
    unsigned type, flags;
    uint64_t size;
};

/* Of what may stand there: `left` octets from the front of it to the end. */
static bool object_read(struct bytes head, uint64_t left, struct object *object)
{
    if (head.left < OBJECT || head.at[0] == 0 || head.at[0] > TYPES || head.at[1] > FLAGS ||
        bytes_little(head.at + 2, 6) != 0) {
        return false;
    }
    const uint64_t size = bytes_little(head.at + 8, 8);
    if (size < OBJECT || size > left) {
        return false;
    }
    *object = (struct object){ head.at[0], head.at[1], size };
    return true;
}

/* Where the next object stands from there on; the end where there is none. What is passed over is
 * zeros at the end of a journal that grows. */
static uint64_t next_object(struct systemd_journal *journal, uint64_t at, struct object *object)
{
    const uint64_t end = journal->content->size;
    while (at + OBJECT <= end) {
        struct bytes seen = stream_ahead_at(journal->content, at, STREAM_AHEAD_MAX), step;
        if (seen.left < OBJECT) {
            break;
        }
        for (; seen.left >= OBJECT; at += OBJECT_ALIGN) {
            if (object_read(seen, end - at, object)) {
                return at;
            }
            journal->damaged = journal->damaged || bytes_little(seen.at, 8) != 0;
            if (!bytes_take(&seen, OBJECT_ALIGN, &step)) {
                break;
            }
        }
    }
    return end;
}

static void add_known(struct systemd_journal *journal, uint64_t at, enum field field,
                      uint64_t length)
{
    const struct known known = { .object = at, .length = length, .field = field };
    if (journal->known.used / sizeof(known) >= SYSTEMD_LINES_MAX) {
        journal->many = true;
    } else if (!buffer_append(&journal->known, bytes_over(&known, sizeof(known)))) {
        journal->starved = true;
    }
}

static void give_lz4(struct systemd_journal *journal, uint64_t at, uint64_t length)
{
    static const char name[] = "systemd-journal-lz4";
    struct bytes packed = lz_values_show(&journal->values, journal->content, at, length), size;
    const struct place place = { .kind = PLACE_READING,
                                 .offset = at,
                                 .length = packed.left,
                                 .name = bytes_over(name, sizeof(name) - 1) };
    if (!bytes_take(&packed, LZ4_SIZE, &size) ||
        !lz_values_give(&journal->values, LZ_LZ4, packed, bytes_little(size.at, LZ4_SIZE), &place,
                        &damaged)) {
        journal->damaged = true;
    }
}

static void read_data(struct systemd_journal *journal, uint64_t at, const struct object *object)
{
    const uint64_t front = payload(journal);
    if (object->size <= front) {
        return;
    }
    const uint64_t length = object->size - front;
    if (object->flags != 0) {
        if (object->flags == FLAG_LZ4) {
            give_lz4(journal, at + front, length);
        }
        return;
    }
    struct bytes text = stream_ahead_at(journal->content, at + front, FIELD_FRONT);
    text.left = text.left < length ? text.left : (size_t)length;
    for (unsigned field = 0; field < FIELDS; field++) {
        if (bytes_begin_with(text, fields[field])) {
            add_known(journal, at, (enum field)field, length);
        }
    }
}

static int compare_known(const void *key, const void *item)
{
    const uint64_t object = *(const uint64_t *)key, other = ((const struct known *)item)->object;
    return (object > other) - (object < other);
}

/* A stream that several processes write to is one, and is told as such. */
static void add_line(struct systemd_journal *journal, const struct known *const of[FIELDS])
{
    const struct known *message = of[FIELD_MESSAGE];
    const struct known *group = of[FIELD_STREAM] != NULL ? of[FIELD_STREAM] : of[FIELD_PROCESS];
    const size_t count = journal->lines.used / sizeof(struct line);
    const struct line line = { .group = group != NULL ? group->object : 0,
                               .order = count,
                               .object = message->object,
                               .length = message->length };
    if (count >= SYSTEMD_LINES_MAX) {
        journal->many = true;
    } else if (!buffer_append(&journal->lines, bytes_over(&line, sizeof(line)))) {
        journal->starved = true;
    }
}

static void read_entry(struct systemd_journal *journal, uint64_t at, const struct object *object)
{
    const size_t width = journal->compact ? 4 : 16, number = journal->compact ? 4 : 8;
    const struct known *of[FIELDS] = { NULL }, *all = (const void *)journal->known.at;
    const size_t shown = object->size < STREAM_AHEAD_MAX ? (size_t)object->size : STREAM_AHEAD_MAX;
    struct bytes rest = stream_ahead_at(journal->content, at, shown), item;
    if (!bytes_take(&rest, ENTRY_ITEMS, &item)) {
        return;
    }
    while (journal->known.used > 0 && bytes_take(&rest, width, &item)) {
        const uint64_t key = bytes_little(item.at, number);
        const struct known *known =
            bsearch(&key, all, journal->known.used / sizeof(*all), sizeof(*all), compare_known);
        if (known != NULL) {
            of[known->field] = known;
        }
    }
    if (of[FIELD_MESSAGE] != NULL) {
        add_line(journal, of);
    }
}

static void read_objects(struct systemd_journal *journal, uint64_t from)
{
    struct object object;
    for (uint64_t at = next_object(journal, from, &object);
         at < journal->content->size && lz_values_go_on(&journal->values);
         at = next_object(journal, at, &object)) {
        if (object.type == TYPE_DATA) {
            read_data(journal, at, &object);
        } else if (object.type == TYPE_ENTRY) {
            read_entry(journal, at, &object);
        }
        at += (object.size + OBJECT_ALIGN - 1) / OBJECT_ALIGN * OBJECT_ALIGN;
    }
}

static int compare_lines(const void *one, const void *other)
{
    const struct line *left = one, *right = other;
    if (left->group != right->group) {
        return left->group < right->group ? -1 : 1;
    }
    return (left->order > right->order) - (left->order < right->order);
}

static bool append_line(struct systemd_journal *journal, const struct line *line,
                        struct buffer *text)
{
    const size_t mark = strlen(fields[FIELD_MESSAGE]);
    uint64_t at = line->object + payload(journal) + mark, left = line->length - mark;
    if (left > journal->budget || left + text->used > limit_of(LIMIT_HELD_BYTES)) {
        journal->bounded = true;
        return true;
    }
    journal->budget -= left;
    while (left > 0) {
        const size_t most = left < STREAM_AHEAD_MAX ? (size_t)left : STREAM_AHEAD_MAX;
        const struct bytes seen = stream_ahead_at(journal->content, at, most);
        if (seen.left == 0 || !buffer_append(text, seen)) {
            return seen.left == 0;
        }
        at += seen.left;
        left -= seen.left;
    }
    return buffer_append_byte(text, '\n');
}

static size_t name_of(struct systemd_journal *journal, uint64_t group, char *name)
{
    struct object object;
    const struct bytes head =
        stream_ahead_at(journal->content, group, payload(journal) + GROUP_NAME);
    struct bytes rest = head, front;
    if (group == 0 || !object_read(head, journal->content->size - group, &object) ||
        !bytes_take(&rest, payload(journal), &front)) {
        return 0;
    }
    const uint64_t length = object.size - payload(journal);
    const size_t shown = length < rest.left ? (size_t)length : rest.left;
    memcpy(name, rest.at, shown);
    return shown;
}

/* Of one line the octets stand together. */
static void give_group(struct systemd_journal *journal, const struct line *lines, size_t count)
{
    char name[GROUP_NAME];
    struct buffer text = { 0 };
    struct memory_stream memory;
    for (size_t i = 0; count > 1 && i < count && !journal->starved; i++) {
        journal->starved = !append_line(journal, &lines[i], &text);
    }
    if (text.used > 0) {
        const size_t length = name_of(journal, lines->group, name);
        const struct place place = { .kind = PLACE_MEMBER,
                                     .number = ++journal->members,
                                     .offset = lines->object,
                                     .name = bytes_over(name, length) };
        memory_stream_init(&memory, buffer_bytes(&text));
        journal->values.stopped =
            !journal->sink->part(journal->sink->context, &place, PART_UNKNOWN, &memory.stream);
    }
    buffer_clear(&text);
}

static void give_lines(struct systemd_journal *journal)
{
    struct line *all = (struct line *)(void *)journal->lines.at;
    const size_t count = journal->lines.used / sizeof(*all);
    if (count > 0) {
        qsort(all, count, sizeof(*all), compare_lines);
    }
    for (size_t from = 0, to; from < count && lz_values_go_on(&journal->values); from = to) {
        for (to = from + 1; to < count && all[to].group == all[from].group;) {
            to++;
        }
        give_group(journal, all + from, to - from);
    }
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    const struct bytes head = stream_ahead(content, HEADER);
    struct systemd_journal journal = { .content = content,
                                       .sink = sink,
                                       .budget = content->size * SYSTEMD_GIVEN_TIMES };
    if (!recognise(head)) {
        return &damaged;
    }
    journal.compact = (bytes_little(head.at + INCOMPATIBLE, 4) & COMPACT) != 0;
    lz_values_init(&journal.values, sink, content->size);
    read_objects(&journal, bytes_little(head.at + HEADER_SIZE, 8));
    give_lines(&journal);
    container_tell(sink, journal.damaged, &damaged);
    container_tell(sink, journal.many, &more);
    container_tell(sink, journal.bounded, &large);
    container_tell(sink, journal.starved, &no_memory);
    container_tell(sink, lz_values_fault(&journal.values) != NULL,
                   lz_values_fault(&journal.values));
    lz_values_clear(&journal.values);
    buffer_clear(&journal.known);
    buffer_clear(&journal.lines);
    return NULL;
}

const struct container systemd_journal_container = { .name = "systemd-journal",
                                                     .recognise = recognise,
                                                     .walk = walk,
                                                     .seeks = true,
                                                     .readings = true,
                                                     .loose = true,
                                                     .roomy = true };
