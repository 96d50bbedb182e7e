#include "evidence/volume_scan.h"

#include "bounds.h"
#include "containers/archives/rar_volume.h"
#include "containers/archives/zip_volume.h"
#include "containers/disks/disk_walk.h"
#include "evidence/content_kind.h"

static const struct fault no_first = {
    OUTCOME_UNEXPECTED, NULL,
    "the volumes behind this one continue an archive that does not begin in it: of these, raw "
    "bytes alone were scanned"
};

static const struct fault fewer = {
    OUTCOME_TRUNCATED, "APPNOTE 4.3.16",
    "the last volume counts more volumes than there are: one is missing"
};

struct volumes {
    const struct container *kind;   /* of the first */
    const struct container *second; /* of the second by itself; what is carved is no kind */
    bool continued;                 /* the second says itself that it is one */
};

bool volume_continues(struct bytes head)
{
    return rar_volume_continues(head) || disk_ewf_continues(head);
}

static struct volumes look_at(struct file_pass *set)
{
    struct volumes volumes = { .kind = file_pass_kind(set) };
    if (stream_seek(&set->file.stream, set->job->size)) {
        struct bytes head = stream_ahead(&set->file.stream, CONTENT_HEAD);
        volumes.second = content_kind(head);
        if (volumes.second != NULL && volumes.second->loose) {
            volumes.second = NULL;
        }
        volumes.continued = volume_continues(head);
    }
    return volumes;
}

/* Files of one kind under such names are more often several than one. */
static bool is_one(const struct volumes *volumes)
{
    return volumes->kind != NULL && (volumes->continued || volumes->kind != volumes->second);
}

static bool is_by_itself(const struct volumes *volumes, const struct file_pass *set)
{
    return !is_one(volumes) || (volumes->second != NULL && !volumes->continued) ||
           set->ingest.outcome != OUTCOME_OK;
}

/* X.zip is the last whatever stands before it. */
static void hold_against_count(struct file_pass *set)
{
    struct stream *stream = &set->file.stream;
    const uint64_t size = stream->size;
    uint64_t before;
    if (stream_seek(stream, size > ZIP_VOLUME_TAIL ? size - ZIP_VOLUME_TAIL : 0) &&
        zip_volume_read(stream_ahead(stream, ZIP_VOLUME_TAIL), &before) &&
        before > set->job->volume_count) {
        file_pass_journal(set, &fewer, 0);
    }
}

/* Lets through what reaches over the end of a volume: all else was found in that volume. */
struct seam {
    const struct record_sink *sink;
    uint64_t at; /* in the volumes as one */
};

static bool reaches_over(const struct seam *seam, struct bytes provenance)
{
    struct place set, place;
    return !provenance_take(&provenance, &set) || !provenance_take(&provenance, &place) ||
           (place.offset < seam->at &&
            (place.length == 0 || place.length > seam->at - place.offset));
}

static void take_record(void *context, const struct record *record)
{
    const struct seam *seam = context;
    bool over = true;
    if (record->kind == RECORD_KEY) {
        over = reaches_over(seam, record->key.provenance);
    } else if (record->kind == RECORD_CERTIFICATE) {
        over = reaches_over(seam, record->certificate.provenance);
    } else if (record->kind == RECORD_FRAGMENT) {
        over = reaches_over(seam, record->fragment.provenance);
    } else if (record->kind == RECORD_JOURNAL) {
        over = reaches_over(seam, record->journal.provenance);
    } else if (record->kind == RECORD_REQUEST) {
        over = reaches_over(seam, record->request.provenance);
    }
    if (over) {
        seam->sink->record(seam->sink->context, record);
    }
}

static void scan_seam(struct file_pass *set, uint64_t from, uint64_t seam, bool readings)
{
    const uint64_t own = seam - from > VOLUME_SEAM_SPAN ? seam - VOLUME_SEAM_SPAN : from;
    const struct leaf_scan_span span = { .base = own > RANGE_OVERLAP ? own - RANGE_OVERLAP : 0,
                                         .own_from = own,
                                         .own_to = seam,
                                         .readings = readings };
    const struct record alive = { .kind = RECORD_PROGRESS, .file = set->job->number };
    uint64_t to = seam;
    if (!stream_seek(&set->file.stream, span.base)) {
        return;
    }
    set->ingest.sink->record(set->ingest.sink->context, &alive);
    file_pass_scan(set, &span);
    file_pass_over(set, seam);
    do {
        to += RANGE_OVERLAP;
        file_pass_over(set, to);
    } while (set->file.stream.offset == to && leaf_reader_wants_more(&set->reader));
    leaf_reader_finish(&set->reader);
    set->raw.reader = NULL;
}

static void scan_seams(struct file_pass *set, bool readings)
{
    struct seam seam = { .sink = set->ingest.sink, .at = set->job->size };
    const struct record_sink filter = { &seam, take_record };
    uint64_t from = 0;
    set->ingest.sink = &filter;
    for (size_t i = 0; i < set->job->volume_count; i++) {
        scan_seam(set, from, seam.at, readings);
        from = seam.at;
        seam.at += set->job->volumes[i].size;
    }
    set->ingest.sink = seam.sink;
}

static void add_account(struct file_pass *own, const struct file_pass *set)
{
    own->ingest.decoded += set->ingest.decoded;
    own->ingest.decoded_examined += set->ingest.decoded_examined;
    own->file.refused = own->file.refused || set->file.refused;
    if (own->ingest.outcome == OUTCOME_OK) {
        own->ingest.outcome = set->ingest.outcome;
    }
}

void volume_scan(struct file_pass *own, struct key_examiner *examiner)
{
    struct file_pass set;
    file_pass_begin_set(&set, examiner, own->job, own->ingest.sink);
    const struct volumes volumes = look_at(&set);
    if (is_one(&volumes)) {
        hold_against_count(&set);
        file_pass_walk(&set);
    } else if (volumes.continued) {
        file_pass_journal(&set, &no_first, 0);
    }
    if (set.file.stream.fault != NULL) {
        file_pass_journal(&set, set.file.stream.fault, 0);
    }
    scan_seams(&set, volumes.kind == NULL || volumes.kind->readings);
    if (is_by_itself(&volumes, &set)) {
        file_pass_walk(own);
    }
    add_account(own, &set);
    file_pass_clear(&set);
}
