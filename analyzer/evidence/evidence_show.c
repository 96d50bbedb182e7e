#include "evidence/evidence_show.h"

#include <string.h>

#include "candidates/leaf_scan.h"
#include "candidates/shown_text.h"
#include "crypto/sha256.h"
#include "evidence/evidence_replay.h"
#include "evidence/file_stream.h"
#include "evidence/replay_target.h"
#include "evidence/shown_place.h"
#include "limit.h"

/* What is found around the sighting, and goes no further than this. */
struct surroundings {
    const struct record_sink *sink;
    bool closed; /* a passphrase opens something here, and may stand anywhere */
    struct shown_extent items[SHOWN_EXTENTS_MAX];
    size_t count;
    bool bounded; /* there is more: nothing is shown */
};

static void add_extent(struct surroundings *around, struct bytes provenance)
{
    struct place place;
    if (!provenance_take(&provenance, &place) || around->count == SHOWN_EXTENTS_MAX) {
        around->bounded = true;
        return;
    }
    const size_t from = (size_t)place.offset;
    const bool known = place.length > 0 && place.length <= SIZE_MAX - from;
    around->items[around->count++] =
        (struct shown_extent){ from, known ? from + (size_t)place.length : SIZE_MAX };
}

static void take_found(void *context, const struct record *record)
{
    struct surroundings *around = context;
    if (record->kind == RECORD_PROGRESS) {
        around->sink->record(around->sink->context, record);
    } else if (record->kind == RECORD_KEY) {
        around->closed = around->closed || verdict_is_lead(record->key.finding.verdict);
        add_extent(around, record->key.provenance);
    } else if (record->kind == RECORD_FRAGMENT) {
        add_extent(around, record->fragment.provenance);
    }
}

/* As one leaf: a container that begins in it was walked when the way led through it. */
static void find_around(struct key_examiner *examiner, const struct job_file *file,
                        struct bytes text, struct surroundings *around)
{
    const struct record_sink sink = { around, take_found };
    struct ingest ingest = { .examiner = examiner,
                             .sink = &sink,
                             .file = file->number,
                             .work = CANDIDATE_WORK_FLOOR,
                             .expansion_left = limit_of(LIMIT_EXPANSION) };
    const struct ingest_frame top = { .ingest = &ingest };
    struct memory_stream content;
    memory_stream_init(&content, text);
    key_examiner_begin_file(examiner, text.left);
    ingest_content(&top, NULL, PART_LEAF, &content.stream, false);
    leaf_scan_free(ingest.spare);
}

static bool mask_place(struct key_examiner *examiner, const struct job_file *file,
                       const struct shown_place *shown, bool closed, const struct record_sink *sink,
                       struct buffer *masked)
{
    struct surroundings around = { .sink = sink, .closed = closed };
    const struct bytes text = buffer_bytes(&shown->text);
    around.items[around.count++] = (struct shown_extent){ shown->from, shown->to };
    find_around(examiner, file, text, &around);
    if (around.bounded) {
        around.items[0] = (struct shown_extent){ 0, SIZE_MAX };
    }
    return shown_text_mask(text, around.items, around.count, around.closed, masked);
}

/* False when the file cannot be read to its end. */
static bool digest_file(const struct job_file *file, const struct record_sink *sink,
                        uint8_t digest[SHA256_LENGTH])
{
    struct sha256 *hash = sha256_new();
    struct file_stream stream;
    struct ingest ingest = { .sink = sink, .file = file->number };
    file_stream_init(&stream, file->fd, file->size);
    struct bytes seen;
    while (hash != NULL && (seen = stream_ahead(&stream.stream, 1)).left > 0) {
        sha256_add(hash, seen);
        stream_consume(&stream.stream, seen.left);
        ingest_progress(&ingest, seen.left);
    }
    const bool read = hash != NULL && stream.stream.fault == NULL;
    if (hash != NULL) {
        sha256_end(hash, digest);
    }
    sha256_free(hash);
    file_stream_clear(&stream);
    return read;
}

static void show_around(const struct shown_place *place, struct bytes masked, struct shown *shown)
{
    const size_t before = place->from < SHOWN_WINDOW ? place->from : SHOWN_WINDOW;
    const size_t left = masked.left - place->to;
    shown->reached = true;
    shown->depth = (uint32_t)place->depth;
    shown->before = bytes_over(masked.at + place->from - before, before);
    shown->behind = bytes_over(masked.at + place->to, left < SHOWN_WINDOW ? left : SHOWN_WINDOW);
}

/* What the walk again to the key itself delivers, and whether it stands there closed. */
struct seen {
    const struct record_sink *sink;
    bool met, closed; /* one of several keys of a store */
};

static void take_seen(void *context, const struct record *record)
{
    struct seen *seen = context;
    if (record->kind == RECORD_REPLAYED) {
        seen->met = true;
        seen->closed = seen->closed || verdict_is_lead(record->replayed.verdict);
    }
    seen->sink->record(seen->sink->context, record);
}

void evidence_show(struct key_examiner *examiner, const struct job_file *file,
                   struct bytes provenance, uint64_t number, const struct record_sink *sink)
{
    struct ingest_target target;
    struct shown_place place = { .target = &target };
    struct buffer masked = { 0 };
    struct seen seen = { .sink = sink };
    const struct record_sink watched = { &seen, take_seen };
    struct record record = { .kind = RECORD_SHOWN, .file = file->number };
    record.shown.number = number;
    if (!replay_target_read(provenance, &target)) {
        return; /* comes from no coordinator of ours */
    }
    evidence_replay(examiner, file, provenance, number, &watched);
    shown_place_gather(&place, file, key_examiner_opener(examiner), sink);
    if (place.reached &&
        mask_place(examiner, file, &place, !seen.met || seen.closed, sink, &masked)) {
        show_around(&place, buffer_bytes(&masked), &record.shown);
    }
    record.shown.has_digest = digest_file(file, sink, record.shown.sha256);
    sink->record(sink->context, &record);
    buffer_clear(&masked);
    buffer_clear(&place.text);
}
