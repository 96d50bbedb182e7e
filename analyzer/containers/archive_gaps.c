#include "containers/archive_gaps.h"

#include <archive.h>

#include "bounds.h"
#include "bytes/tap_stream.h"
#include "containers/carve_walk.h"

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

void archive_gaps_end(struct archive_reading *reading, uint64_t end)
{
    if (reading->kind->room == ARCHIVE_ROOM_PADDING) {
        tar_residue_finish(&reading->residue, end);
        reading->content = reading->residue.from;
    }
}

void archive_gaps_enter(struct archive_reading *reading, struct archive_member *member)
{
    if (reading->kind->room == ARCHIVE_ROOM_BETWEEN && can_go_back(reading)) {
        member->source = &reading->source;
        member->taken = &reading->taken;
    }
}

void archive_gaps_leave(struct archive_reading *reading, struct archive_member *member,
                        const struct place *place)
{
    const uint64_t end = place->offset + place->length;
    if (member->taken == NULL || member->ended || place->length == 0) {
        return;
    }
    if (is_looked_for(reading, place->offset, end)) {
        stream_drain(&member->stream);
    } else {
        carve_spans_add(&reading->taken, place->offset, end);
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
    carve_spans_beside(&reading->taken, 0, said > 0 && said < size ? said : size, PASSED_LEAST,
                       &gaps);
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
