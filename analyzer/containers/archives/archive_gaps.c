#include "containers/archives/archive_gaps.h"

#include <archive.h>

#include "bounds.h"
#include "bytes/tap_stream.h"
#include "containers/archives/rpm_head.h"
#include "containers/carving/carve_walk.h"

static bool can_go_back(const struct archive_reading *reading)
{
    return reading->content->kind->seek != NULL && reading->content->size != STREAM_SIZE_UNKNOWN;
}

static bool is_looked_for(const struct archive_reading *reading, uint64_t from, uint64_t to)
{
    const struct container_sink *sink = reading->sink;
    return sink->leads_into != NULL && sink->leads_into(sink->context, from, to);
}

void archive_gaps_begin(struct archive_reading *reading)
{
    if (reading->kind->room == ARCHIVE_ROOM_PADDING) {
        tar_residue_init(&reading->residue, reading->content);
        reading->content = &reading->residue.stream;
    }
}

static uint64_t reached(const struct archive_reading *reading)
{
    const int64_t here = archive_filter_bytes(reading->archive, 0);
    return here > 0 ? (uint64_t)here : 0;
}

/* Whoever unpacks the payload has taken so much of it. Stored blocks of it are no gaps: what is
 * packed in a member stands in them as it is. */
static void take_payload(struct archive_reading *reading)
{
    const int filters = archive_filter_count(reading->archive); /* the last one is the file */
    const int64_t read = filters > 1 ? archive_filter_bytes(reading->archive, filters - 2) : 0;
    const uint64_t from = can_go_back(reading) ? rpm_payload_at(reading->content) : 0;
    if (from > 0 && read > 0) {
        carve_spans_add(&reading->taken, from, from + (uint64_t)read);
    }
}

static void take_skipped(struct archive_reading *reading, uint64_t to)
{
    if (reading->skipped) {
        carve_spans_add(&reading->taken, reading->entered, to);
    }
    reading->skipped = false;
}

void archive_gaps_end(struct archive_reading *reading, uint64_t end)
{
    if (reading->kind->room == ARCHIVE_ROOM_PADDING) {
        tar_residue_finish(&reading->residue, end);
        reading->content = reading->residue.from;
    } else if (reading->kind->room == ARCHIVE_ROOM_AROUND && reading->archive != NULL) {
        take_payload(reading);
    } else {
        take_skipped(reading, reading->content->size);
    }
}

void archive_gaps_enter(struct archive_reading *reading, struct archive_member *member)
{
    if (reading->kind->room == ARCHIVE_ROOM_BETWEEN && can_go_back(reading)) {
        member->source = &reading->source;
        member->taken = &reading->taken;
    } else if (reading->kind->room == ARCHIVE_ROOM_ORDERED) {
        take_skipped(reading, reached(reading));
        reading->entered = reached(reading);
    }
}

static void leave_ordered(struct archive_reading *reading, struct archive_member *member)
{
    if (!member->ended && is_looked_for(reading, reading->entered, reading->content->size)) {
        stream_drain(&member->stream);
    }
    if (member->ended) {
        carve_spans_add(&reading->taken, reading->entered, reached(reading));
    }
    reading->skipped = !member->ended;
}

void archive_gaps_leave(struct archive_reading *reading, struct archive_member *member,
                        const struct place *place)
{
    const uint64_t end = place->offset + place->length;
    if (reading->kind->room == ARCHIVE_ROOM_ORDERED) {
        leave_ordered(reading, member);
    }
    if (member->taken == NULL || member->ended || place->length == 0) {
        return;
    }
    if (is_looked_for(reading, place->offset, end)) {
        stream_drain(&member->stream);
    } else {
        carve_spans_add(&reading->taken, place->offset, end);
    }
}

/* The list of the members of a xar stands behind its header, packed: that was read to know them.
 * Of the header the size (2 octets at 4) and the length of the list (8 octets at 8) are wanted. */
static void take_list(struct archive_reading *reading)
{
    struct bytes head, magic, skipped;
    uint64_t size, length;
    if (!stream_seek(reading->content, 0)) {
        return;
    }
    head = stream_ahead(reading->content, 16);
    if (bytes_take(&head, 4, &magic) && bytes_equal(magic, bytes_over("xar!", 4)) &&
        bytes_take_number(&head, 2, &size) && bytes_take(&head, 2, &skipped) &&
        bytes_take_number(&head, 8, &length) && length < UINT64_MAX - size) {
        carve_spans_add(&reading->taken, size, size + length);
    }
}

static void carve_between(struct archive_reading *reading, uint64_t said)
{
    static const struct fault no_memory = {
        OUTCOME_NO_MEMORY, NULL, "no memory for what stands between the members of an archive"
    };
    const struct container_sink *sink = reading->sink;
    const uint64_t size = reading->content->size;
    struct carve_spans gaps = { 0 };
    take_list(reading);
    carve_spans_beside(&reading->taken, 0, said > 0 && said < size ? said : size, &gaps);
    carve_walk_spans(reading->content, sink, &gaps);
    if (gaps.lost) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &no_memory, 0);
    }
    carve_spans_clear(&gaps);
}

void archive_gaps_walk(struct archive_reading *reading, uint64_t said)
{
    if (reading->kind->room == ARCHIVE_ROOM_PADDING) {
        passed_over_carve(&reading->residue.passed, reading->content, reading->sink);
    } else if (reading->kind->room != ARCHIVE_ROOM_NONE && can_go_back(reading)) {
        carve_between(reading, said);
    }
}

void archive_gaps_clear(struct archive_reading *reading)
{
    carve_spans_clear(&reading->taken);
    tar_residue_clear(&reading->residue);
}
