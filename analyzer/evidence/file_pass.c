#include "evidence/file_pass.h"

#include <string.h>

#include "bounds.h"
#include "evidence/content_kind.h"
#include "evidence/fragment_files.h"
#include "evidence/nameless_keys.h"
#include "evidence/walk_span.h"
#include "limit.h"

#define SILENT_MAX (256 * MIB)

/* A walk may look through gigabytes before it comes to a part. */
static void sign_of_life(void *context, size_t count)
{
    struct file_pass *pass = context;
    const struct record alive = { .kind = RECORD_PROGRESS, .file = pass->job->number };
    pass->silent += count;
    if (pass->silent >= SILENT_MAX) {
        pass->ingest.sink->record(pass->ingest.sink->context, &alive);
        pass->silent = 0;
    }
}

static void tell_of_reads(struct file_pass *pass)
{
    pass->file.progress = sign_of_life;
    pass->file.context = pass;
}

/* Of the file, those that the job is about. */
static uint64_t bytes_of(const struct job_file *job)
{
    return job->mode == SCAN_RANGE   ? job->to - job->from
           : job->mode == SCAN_SHARE ? job->share.bytes
                                     : job->size;
}

void file_pass_begin(struct file_pass *pass, struct key_examiner *examiner,
                     const struct job_file *job, const struct record_sink *sink)
{
    memset(pass, 0, sizeof(*pass));
    pass->job = job;
    pass->ingest = (struct ingest){ .examiner = examiner,
                                    .sink = sink,
                                    .file = job->number,
                                    .size = job->size,
                                    .work = CANDIDATE_WORK_FLOOR,
                                    .expansion_left = ingest_expansion(job->size) };
    pass->top.ingest = &pass->ingest;
    if (examiner != NULL) { /* who only looks for words proves no keys */
        key_examiner_begin_file(examiner, bytes_of(job));
    }
    file_stream_init(&pass->file, job->fd, job->size);
    tell_of_reads(pass);
}

void file_pass_begin_set(struct file_pass *pass, struct key_examiner *examiner,
                         const struct job_file *job, const struct record_sink *sink)
{
    file_pass_begin(pass, examiner, job, sink);
    file_stream_clear(&pass->file);
    file_stream_init_set(&pass->file, job->fd, job->size, job->volumes, job->volume_count);
    tell_of_reads(pass);
    const uint64_t size = pass->file.stream.size;
    pass->set.place = (struct place){ .kind = PLACE_VOLUMES,
                                      .number = 1 + (uint64_t)job->volume_count,
                                      .length = size };
    pass->top.chain = &pass->set;
    pass->top.depth = 1;
    pass->ingest.expansion_left = ingest_expansion(size);
    if (examiner != NULL) {
        key_examiner_begin_file(examiner, size);
    }
}

void file_pass_name_set(struct file_pass *pass, struct bytes name)
{
    pass->set.place.name = name;
    pass->file.names = name;
}

bool file_pass_is_in_set(const struct job_file *job, const struct place *first)
{
    return first->kind == PLACE_VOLUMES && (job->volume_count > 0 || first->name.left > 0);
}

void file_pass_begin_to(struct file_pass *pass, struct key_examiner *examiner,
                        const struct job_file *job, const struct place *first,
                        const struct record_sink *sink)
{
    if (file_pass_is_in_set(job, first)) {
        file_pass_begin_set(pass, examiner, job, sink);
        file_pass_name_set(pass, first->name);
    } else {
        file_pass_begin(pass, examiner, job, sink);
    }
}

const struct place *file_pass_first(const struct file_pass *pass,
                                    const struct ingest_target *target)
{
    const size_t last = target->count - 1; /* the spot */
    return &target->places[pass->top.depth < last ? pass->top.depth : last];
}

void file_pass_scan(struct file_pass *pass, const struct leaf_scan_span *span)
{
    leaf_reader_init(&pass->reader, &pass->top, span);
    pass->raw.reader = &pass->reader;
}

/* Always by as much of a file, however little of it comes at once, as through a pipe. A whole
 * window of it cost 3.6 M instructions a file, to make larger windows and wipe them. */
static const struct container *kind_of_front(struct stream *stream)
{
    struct bytes front = stream_ahead(stream, 2 * CONTENT_HEAD);
    front.left = front.left < 2 * CONTENT_HEAD ? front.left : 2 * CONTENT_HEAD;
    return content_kind(front);
}

const struct container *file_pass_kind(struct file_pass *pass)
{
    const struct container *kind = pass->set.place.name.left > 0
                                       ? &fragment_files_container
                                       : kind_of_front(&pass->file.stream);
    pass->top.rereads = kind != NULL && kind->rereads;
    pass->top.packed = kind != NULL && kind->packed;
    return kind;
}

void file_pass_progress(struct file_pass *pass, uint64_t bytes)
{
    ingest_progress(&pass->ingest, pass->raw.counted ? bytes : 0);
}

void file_pass_over(struct file_pass *pass, uint64_t to)
{
    struct stream *stream = &pass->file.stream;
    while (stream->offset < to) {
        struct bytes seen = stream_ahead(stream, 1), piece;
        if (seen.left == 0) {
            return;
        }
        uint64_t wanted = to - stream->offset;
        if (wanted > seen.left || !bytes_take(&seen, (size_t)wanted, &piece)) {
            piece = seen;
        }
        raw_pass_push(&pass->raw, piece);
        stream_consume(stream, piece.left);
        file_pass_progress(pass, piece.left);
    }
}

/* Up to an offset, and on as long as something is not complete. */
static void scan_span(struct file_pass *pass, const struct leaf_scan_span *span, uint64_t to)
{
    if (!stream_seek(&pass->file.stream, span->base)) {
        return;
    }
    file_pass_scan(pass, span);
    file_pass_over(pass, to);
    do {
        to += RANGE_OVERLAP;
        file_pass_over(pass, to);
    } while (pass->file.stream.offset == to && leaf_reader_wants_more(&pass->reader));
    leaf_reader_finish(&pass->reader);
    pass->raw.reader = NULL;
}

/* Of a reading all is its own: what another range begins is taken for a key by its looks alone, and
 * would be missing from the reading where it was none. What is before it as well: base64 may have
 * been parted there, and is its owner's from where it began. */
void file_pass_around(struct file_pass *pass, const struct place *first)
{
    uint64_t base = first->offset > RANGE_OVERLAP ? first->offset - RANGE_OVERLAP : 0;
    const bool reading = first->kind == PLACE_READING;
    const uint64_t own = reading && first->length > 0 ? first->length : 1;
    const struct leaf_scan_span span = { .base = base,
                                         .own_from = reading ? base : first->offset,
                                         .own_to = first->offset + own,
                                         .reading = reading ? first->offset : 0,
                                         .readings = reading };
    scan_span(pass, &span, first->offset + first->length);
}

void file_pass_around_range(struct file_pass *pass, const struct place *first)
{
    const uint64_t size = pass->file.stream.size;
    const bool large = size >= LARGE_FILE && size != STREAM_SIZE_UNKNOWN;
    const uint64_t from = large ? first->offset / RANGE_SPAN * RANGE_SPAN : 0;
    const uint64_t end = large && size - from > RANGE_SPAN ? from + RANGE_SPAN : size;
    const struct leaf_scan_span span = { .base = from > RANGE_OVERLAP ? from - RANGE_OVERLAP : 0,
                                         .own_from = first->offset,
                                         .own_to = first->offset + 1 };
    /* by as much again as a range may be read on */
    scan_span(pass, &span, end < size ? end + RANGE_OVERLAP : size);
}

void file_pass_walk(struct file_pass *pass)
{
    if (!stream_seek(&pass->file.stream, 0)) {
        return;
    }
    const struct container *container = file_pass_kind(pass);
    if (container != NULL) {
        struct walk_span span;
        walk_span_hold(&span, &pass->ingest);
        walk_span_begin(&span, &pass->ingest, &pass->file.stream);
        ingest_walk(&pass->top, container, &pass->file.stream);
        walk_span_end(&span, &pass->ingest);
    }
}

void file_pass_journal(struct file_pass *pass, const struct fault *fault, uint64_t unread)
{
    ingest_journal(&pass->ingest, pass->top.chain, NULL, JOURNAL_UNREAD, fault, unread);
}

void file_pass_done(struct file_pass *pass)
{
    nameless_keys_end(&pass->ingest);
    pass->done.outcome = pass->ingest.outcome;
    pass->done.decoded = pass->ingest.decoded;
    pass->done.decoded_examined = pass->ingest.decoded_examined;
    const struct record_sink *sink = pass->ingest.sink;
    ingest_progress_end(&pass->ingest);
    const struct record record = { .kind = RECORD_FILE_DONE,
                                   .file = pass->job->number,
                                   .done = pass->done };
    sink->record(sink->context, &record);
}

void file_pass_clear(struct file_pass *pass)
{
    if (pass->raw.reader != NULL) {
        leaf_reader_finish(pass->raw.reader);
    }
    leaf_scan_free(pass->ingest.spare);
    buffer_clear(&pass->ingest.nameless.last);
    raw_pass_clear(&pass->raw);
    file_stream_clear(&pass->file);
    ingest_frame_clear(&pass->top);
}
