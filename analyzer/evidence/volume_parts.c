#include "evidence/volume_parts.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/item_room.h"
#include "evidence/content_kind.h"
#include "evidence/replay_target.h"
#include "evidence/volume_scan.h"

static const struct fault too_large = {
    OUTCOME_BOUND, NULL,
    "too large to be held in memory: read by itself, and not with other volumes of its archive"
};
static const struct fault no_front = {
    OUTCOME_TRUNCATED, NULL,
    "a volume of an archive without the one before it, which does not lie beside it"
};
static const struct fault no_next = {
    OUTCOME_TRUNCATED, NULL,
    "a volume of an archive without the next one, which does not lie beside it"
};
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory to put the volumes of an archive together" };

/* Any archive may be called X.zip: the last volume of one follows the others. */
static bool is_volume(const struct volume_parts *parts, const struct volume_name *name)
{
    bool is = volume_name_is_piece(name);
    for (size_t i = 0; !is && i < parts->count; i++) {
        is = volume_name_same_set(&parts->items[i].name, name);
    }
    return is && name->archive;
}

static bool has_room(const struct ingest *ingest, struct volume_parts *parts)
{
    if (parts->count == JOB_VOLUMES_MAX || ingest->volume_octets >= limit_of(LIMIT_VOLUME_BYTES)) {
        return false;
    }
    struct volume_part *items =
        item_room(parts->items, parts->count, &parts->room, 8, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    parts->items = items;
    return true;
}

static void note_large(const struct ingest_frame *frame, const struct place *place)
{
    ingest_journal(frame->ingest, frame->chain, place, JOURNAL_NOTE, &too_large, 0);
}

bool volume_parts_take(const struct ingest_frame *frame, struct volume_parts *parts,
                       const struct place *place, struct stream *content, struct buffer *front)
{
    struct ingest *ingest = frame->ingest;
    struct volume_part part = { .place = *place };
    if ((place->kind != PLACE_MEMBER && place->kind != PLACE_PART) ||
        !volume_name_read(place->name, &part.name) || !is_volume(parts, &part.name)) {
        return false;
    }
    if (!has_room(ingest, parts) || !buffer_append(&part.path, place->name) ||
        !volume_name_read(buffer_bytes(&part.path), &part.name)) {
        note_large(frame, place);
        buffer_clear(&part.path);
        return false;
    }
    if (!stream_hold(content, limit_of(LIMIT_VOLUME_BYTES) - ingest->volume_octets,
                     &part.content)) {
        note_large(frame, place);
        buffer_clear(&part.path);
        *front = part.content;
        return false;
    }
    part.place.name = buffer_bytes(&part.path);
    ingest->volume_octets += part.content.used;
    parts->items[parts->count++] = part;
    return true;
}

static int compare_parts(const void *one, const void *other)
{
    const struct volume_part *left = one, *right = other;
    const int order = volume_name_compare(&left->name, &right->name);
    return order != 0 || left->place.number == right->place.number ? order
           : left->place.number < right->place.number              ? -1
                                                                   : 1;
}

static size_t run_length(const struct volume_part *first, size_t count)
{
    size_t length = 1;
    while (length < count && volume_name_follows(&first[length].name, &first[length - 1].name)) {
        length++;
    }
    return length;
}

/* What is carved has no kind of its own. */
static const struct container *kind_of(struct bytes head)
{
    head.left = head.left < CONTENT_HEAD ? head.left : CONTENT_HEAD;
    const struct container *kind = content_kind(head);
    return kind != content_kind_disk() ? kind : NULL;
}

/* Parts of one kind under such names are more often several than one. */
static bool is_one(const struct volume_part *run, size_t length)
{
    if (length < 2 || !volume_name_is_first(&run->name)) {
        return false;
    }
    const struct bytes second = buffer_bytes(&run[1].content);
    const struct container *kind = kind_of(buffer_bytes(&run[0].content));
    return kind != NULL && (volume_continues(second) || kind != kind_of(second));
}

struct ending {
    struct ingest_frame *frame;
    volume_parts_give *give;
    bool stopped;
};

static void give(struct ending *ending, const struct place *place, enum part_nature nature,
                 struct bytes content)
{
    struct memory_stream memory;
    memory_stream_init(&memory, content);
    ending->stopped =
        ending->stopped || !ending->give(ending->frame, place, nature, &memory.stream);
}

static void release(struct ending *ending, struct volume_part *part)
{
    ending->frame->ingest->volume_octets -= part->content.used;
    buffer_clear(&part->content);
}

/* Any name may be given to a container: one that does not continue another is walked too. */
static enum part_nature nature_of(struct bytes content)
{
    return kind_of(content) != NULL && !volume_continues(content) ? PART_UNKNOWN : PART_LEAF;
}

/* What a walk told of, which another one through the same bytes does not tell again. */
struct told {
    const struct record_sink *sink;
    struct buffer keys;
    bool again;
};

static bool is_told(const struct told *told, struct bytes key)
{
    struct bytes rest = buffer_bytes(&told->keys), other;
    bool is = false;
    while (!is && bytes_take(&rest, key.left, &other)) {
        is = bytes_equal(key, other);
    }
    return is;
}

/* Without memory it is told again. */
static void take_once(void *context, const struct record *record)
{
    struct told *told = context;
    if (record->kind == RECORD_KEY) {
        uint8_t key[1 + SHA256_LENGTH] = { (uint8_t)record->key.finding.verdict };
        memcpy(key + 1, record->key.sha256, SHA256_LENGTH);
        const struct bytes entry = bytes_over(key, sizeof(key));
        if (told->again && is_told(told, entry)) {
            return;
        }
        if (!told->again && told->keys.used < VOLUME_KEYS_TOLD_OCTETS) {
            (void)!buffer_append(&told->keys, entry);
        }
    }
    told->sink->record(told->sink->context, record);
}

/* Does the walk of them as one come to its end? */
static bool give_as_one(struct ending *ending, const struct place *place, struct bytes joined)
{
    struct ingest *ingest = ending->frame->ingest;
    const enum outcome before = ingest->outcome;
    ingest->outcome = OUTCOME_OK;
    give(ending, place, PART_UNKNOWN, joined);
    const bool whole = ingest->outcome == OUTCOME_OK;
    if (before != OUTCOME_OK) {
        ingest->outcome = before;
    }
    return whole;
}

/* A walk to sightings does not learn how that of them as one went, but they tell. */
static bool is_led_into(const struct ingest_frame *frame, const struct place *place,
                        struct bytes content)
{
    const struct provenance node = { .outer = frame->chain, .place = *place };
    struct ingest_frame inner;
    ingest_frame_begin(&inner, frame, &node);
    const bool led = replay_leads_into(&inner, kind_of(content)) ||
                     (frame->ingest->opens && replay_ends_at(frame, place) > 0);
    ingest_frame_clear(&inner);
    return led;
}

/* Copies them all while each is given and released, but for the first. They still count as held:
 * the copy is. */
static bool join(struct ending *ending, struct volume_part *run, size_t length, size_t octets,
                 struct buffer *joined)
{
    bool put = buffer_reserve(joined, octets);
    for (size_t i = 0; i < length; i++) {
        const struct bytes content = buffer_bytes(&run[i].content);
        put = put && buffer_append(joined, content);
        if (i > 0) {
            give(ending, &run[i].place, nature_of(content), content);
            buffer_clear(&run[i].content);
        }
    }
    return put;
}

static size_t octets_of(const struct volume_part *run, size_t length)
{
    size_t octets = 0;
    for (size_t i = 0; i < length; i++) {
        octets += run[i].content.used;
    }
    return octets;
}

/* The first waits for how the walk of them as one goes, as a window on that, and then tells of
 * those keys that this one did not come to. */
static void give_joined(struct ending *ending, struct volume_part *run, size_t length)
{
    struct ingest_frame *frame = ending->frame;
    struct buffer joined = { 0 }, name = { 0 };
    struct place place = { .kind = PLACE_READING, .number = run->place.number };
    struct bytes first = buffer_bytes(&run->content);
    const size_t octets = octets_of(run, length);
    struct told told = { .sink = frame->ingest->sink };
    const struct record_sink once = { &told, take_once };
    bool whole = false;
    if (join(ending, run, length, octets, &joined) &&
        buffer_append_text(&name, VOLUME_PARTS_READING) && buffer_append(&name, run->place.name)) {
        first = bytes_over(joined.at, first.left);
        buffer_clear(&run->content);
        place.name = buffer_bytes(&name);
        frame->ingest->sink = &once;
        whole = give_as_one(ending, &place, buffer_bytes(&joined));
    } else {
        ingest_journal(frame->ingest, frame->chain, &run->place, JOURNAL_UNREAD, &no_memory, 0);
    }
    told.again = true;
    const bool walked =
        frame->ingest->targets != NULL ? is_led_into(frame, &run->place, first) : !whole;
    give(ending, &run->place, walked ? PART_UNKNOWN : PART_LEAF, first);
    frame->ingest->sink = told.sink;
    frame->ingest->volume_octets -= octets;
    buffer_clear(&told.keys);
    buffer_clear(&run->content);
    buffer_clear(&joined);
    buffer_clear(&name);
}

static void give_run(struct ending *ending, struct volume_part *run, size_t length)
{
    if (is_one(run, length)) {
        give_joined(ending, run, length);
        return;
    }
    for (size_t i = 0; i < length; i++) {
        give(ending, &run[i].place, PART_UNKNOWN, buffer_bytes(&run[i].content));
        release(ending, &run[i]);
    }
}

/* Of a set as its names have it, what stands at either end of a gap. */
static void tell_gaps(const struct ending *ending, const struct volume_part *set, size_t count)
{
    const struct volume_name *last = &set[count - 1].name;
    if (!volume_name_is_first(&set->name)) {
        ingest_journal(ending->frame->ingest, ending->frame->chain, &set->place, JOURNAL_UNREAD,
                       &no_front, 0);
    }
    for (size_t i = 1; i < count; i++) {
        if (!volume_name_follows(&set[i].name, &set[i - 1].name) &&
            set[i].name.number != set[i - 1].name.number) {
            ingest_journal(ending->frame->ingest, ending->frame->chain, &set[i - 1].place,
                           JOURNAL_UNREAD, &no_next, 0);
        }
    }
    if (last->style == VOLUME_ZIP && last->number != VOLUME_LAST) {
        ingest_journal(ending->frame->ingest, ending->frame->chain, &set[count - 1].place,
                       JOURNAL_UNREAD, &no_next, 0);
    }
}

static size_t set_length(const struct volume_part *set, size_t count)
{
    size_t length = 1;
    while (length < count && volume_name_same_set(&set->name, &set[length].name)) {
        length++;
    }
    return length;
}

void volume_parts_end(struct ingest_frame *frame, struct volume_parts *parts,
                      volume_parts_give *give_part)
{
    struct ending ending = { .frame = frame, .give = give_part };
    if (parts->count > 1) {
        qsort(parts->items, parts->count, sizeof(*parts->items), compare_parts);
    }
    for (size_t at = 0, end; at < parts->count; at = end) {
        end = at + set_length(&parts->items[at], parts->count - at);
        tell_gaps(&ending, &parts->items[at], end - at);
        for (size_t run = at, length; run < end; run += length) {
            length = run_length(&parts->items[run], end - run);
            give_run(&ending, &parts->items[run], length);
        }
    }
    for (size_t i = 0; i < parts->count; i++) {
        buffer_clear(&parts->items[i].path);
    }
    free(parts->items);
    *parts = (struct volume_parts){ 0 };
}
