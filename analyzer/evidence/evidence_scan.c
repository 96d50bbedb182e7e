#include "evidence/evidence_scan.h"

#include "bounds.h"
#include "bytes/tap_stream.h"
#include "evidence/file_hole.h"
#include "evidence/file_pass.h"
#include "evidence/shared_walk.h"
#include "evidence/volume_scan.h"

static const struct fault shrunk = { OUTCOME_CHANGED, NULL,
                                     "the file became shorter while it was read" };
static const struct fault grown = { OUTCOME_CHANGED, NULL,
                                    "the file became longer while it was read" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "the worker's memory is used up" };

/* Is there all that was to be read, up to `to`? Journals what is missing, and at the end that the
 * file had when it was opened reads on to the end of what was added. */
static void hold_against_size(struct file_pass *pass, uint64_t to)
{
    const struct stream *stream = &pass->file.stream;
    const uint64_t at = stream->offset > pass->job->from ? stream->offset : pass->job->from;
    const uint64_t missing = to > at ? to - at : 0;
    if (stream->fault != NULL) {
        file_pass_journal(pass, stream->fault, missing);
        pass->file.refused = false; /* it is told */
        return;
    }
    if (missing > 0) {
        file_pass_journal(pass, &shrunk, missing);
        return;
    }
    if (to < pass->job->size) {
        return;
    }
    file_pass_over(pass, UINT64_MAX);
    if (stream->offset > pass->job->size) {
        file_pass_journal(pass, &grown, 0);
    }
}

static uint64_t size_seen(const struct file_pass *pass)
{
    const uint64_t offset = pass->file.stream.offset;
    return offset > pass->job->size ? offset : pass->job->size;
}

/* What no walk comes to: where there is none, and what stands beside the parts of a container. */
static bool wants_readings(const struct container *container)
{
    return container == NULL || container->readings;
}

/* One pass read a place, and another could not: a disk that fails gives what it gives. What the
 * second would have come to is not known. */
static void tell_of_refused_read(struct file_pass *pass)
{
    static const struct fault refused = { OUTCOME_UNREADABLE, NULL,
                                          "the operating system refused to read a part of the "
                                          "file, which may hold more than was found" };
    if (pass->file.refused) {
        file_pass_journal(pass, &refused, 0);
    }
}

/* Zeros of a hole, as if they had been read up to the offset `to`. */
static void pass_hole(struct file_pass *pass, uint64_t from, uint64_t to)
{
    while (from < to) {
        const struct bytes zeros = file_hole_zeros(to - from);
        raw_pass_push(&pass->raw, zeros);
        file_pass_progress(pass, zeros.left);
        from += zeros.left;
    }
}

/* No key stands in a hole: what only takes the digest steps over it. */
static void digest_over(struct file_pass *pass, uint64_t to)
{
    struct stream *stream = &pass->file.stream;
    while (stream->offset < to) {
        const uint64_t from = stream->offset;
        const uint64_t end = file_hole_end(pass->job->fd, from, to);
        if (end > from && stream_seek(stream, end)) {
            pass_hole(pass, from, end);
        } else {
            file_pass_over(pass, to - from < RANGE_SPAN ? to : from + RANGE_SPAN);
        }
        if (stream->offset == from) {
            return;
        }
    }
}

/* The sequential pass: the digest, if one is taken, and with `scan` the raw scan of the same
 * bytes; readings only of what no container's walk comes to. */
static void read_through(struct file_pass *pass, bool scan, bool readings)
{
    const struct leaf_scan_span span = { .own_to = UINT64_MAX, .readings = readings };
    if (!raw_pass_begin(&pass->raw, !pass->job->undigested, !scan)) {
        file_pass_journal(pass, &no_memory, pass->job->size);
        return;
    }
    if (scan) {
        file_pass_scan(pass, &span);
        file_pass_over(pass, pass->job->size);
    } else {
        digest_over(pass, pass->job->size);
    }
    hold_against_size(pass, pass->job->size);
    raw_pass_end(&pass->raw, &pass->done);
    pass->done.size = size_seen(pass);
}

static void push_raw(void *context, struct bytes piece)
{
    raw_pass_push(context, piece);
}

/* Standard input and pipes come by once: scanned by a tap while they are walked. */
static void scan_pipe(struct file_pass *pass)
{
    const struct container *container = file_pass_kind(pass);
    const struct leaf_scan_span span = { .own_to = UINT64_MAX,
                                         .readings = wants_readings(container) };
    if (!raw_pass_begin(&pass->raw, !pass->job->undigested, false)) {
        file_pass_journal(pass, &no_memory, 0);
        return;
    }
    file_pass_scan(pass, &span);
    struct tap_stream tap;
    tap_stream_init(&tap, &pass->file.stream, &pass->raw, push_raw);
    if (container != NULL && container->seeks) {
        ingest_held(&pass->top, container, &tap.stream);
    } else if (container != NULL) {
        ingest_walk(&pass->top, container, &tap.stream);
    }
    stream_drain(&tap.stream);
    if (pass->file.stream.fault != NULL) {
        file_pass_journal(pass, pass->file.stream.fault, 0);
        pass->file.refused = false;
    }
    raw_pass_end(&pass->raw, &pass->done);
    pass->done.size = pass->raw.examined;
}

/* Beside a digest it is that which sees whether the file is whole, and how much was added. */
static bool reads_to_end(const struct job_file *job)
{
    return job->undigested && job->to >= job->size;
}

/* A range of nothing but a hole, with what is read around it. */
static bool is_hole(const struct job_file *job, uint64_t base)
{
    const uint64_t past = job->to + RANGE_OVERLAP, end = past < job->size ? past : job->size;
    return file_hole_end(job->fd, base, end) == end && base < end;
}

static void pass_range(struct file_pass *pass)
{
    if (!raw_pass_begin(&pass->raw, false, !pass->job->undigested)) {
        file_pass_journal(pass, &no_memory, pass->job->to - pass->job->from);
        return;
    }
    pass_hole(pass, pass->job->from, pass->job->to);
    raw_pass_end(&pass->raw, &pass->done);
    pass->done.size = pass->job->size;
}

/* The raw scan of one range, with what stands around its borders, and on to the
 * end of what began in it. */
static void scan_range(struct file_pass *pass)
{
    const struct job_file *job = pass->job;
    uint64_t base = job->from > RANGE_OVERLAP ? job->from - RANGE_OVERLAP : 0;
    if (!reads_to_end(job) && is_hole(job, base)) {
        pass_range(pass);
        return;
    }
    const struct leaf_scan_span span = { .base = base,
                                         .own_from = job->from,
                                         .own_to = reads_to_end(job) ? UINT64_MAX : job->to,
                                         .readings = wants_readings(file_pass_kind(pass)) };
    if (!stream_seek(&pass->file.stream, base)) {
        file_pass_journal(pass, &shrunk, job->to - job->from);
        return;
    }
    file_pass_scan(pass, &span);
    file_pass_over(pass, job->from);
    if (!raw_pass_begin(&pass->raw, false, !job->undigested)) {
        file_pass_journal(pass, &no_memory, job->to - job->from);
        return;
    }
    file_pass_over(pass, job->to);
    if (job->undigested) {
        hold_against_size(pass, job->to);
    }
    pass->done.size = size_seen(pass);
    raw_pass_seal(&pass->raw);
    uint64_t to = job->to;
    do {
        to += RANGE_OVERLAP;
        file_pass_over(pass, to);
    } while (pass->file.stream.offset == to && leaf_reader_wants_more(&pass->reader));
    raw_pass_end(&pass->raw, &pass->done);
}

/* A later volume of a RAR or of an EWF is walked with the first one of its set. */
static bool is_walked_elsewhere(struct file_pass *pass)
{
    return pass->job->continues && stream_seek(&pass->file.stream, 0) &&
           volume_continues(stream_ahead(&pass->file.stream, VOLUME_HEAD));
}

static void walk(struct file_pass *pass, struct key_examiner *examiner)
{
    if (pass->job->volume_count > 0) {
        volume_scan(pass, examiner);
    } else if (!is_walked_elsewhere(pass)) {
        pass->ingest.divides = pass->job->divides;
        file_pass_walk(pass);
    }
}

static void scan_whole(struct file_pass *pass, struct key_examiner *examiner)
{
    if (pass->job->size == STREAM_SIZE_UNKNOWN) {
        scan_pipe(pass);
        return;
    }
    const bool raw_only = pass->job->mode == SCAN_RAW;
    const struct container *container = raw_only ? NULL : file_pass_kind(pass);
    const bool read = pass->file.stream.fault == NULL; /* a second look would see nothing else */
    read_through(pass, true, wants_readings(container));
    if (!raw_only && (container != NULL || !read || pass->job->volume_count > 0)) {
        walk(pass, examiner);
    }
}

void evidence_scan(struct key_examiner *examiner, const struct job_file *file,
                   const struct record_sink *sink)
{
    const struct record begin = { .kind = RECORD_FILE_BEGIN, .file = file->number };
    sink->record(sink->context, &begin);
    struct file_pass pass;
    file_pass_begin(&pass, examiner, file, sink);
    switch (file->mode) {
    case SCAN_WHOLE:
    case SCAN_RAW:
        scan_whole(&pass, examiner);
        break;
    case SCAN_DIGEST:
        read_through(&pass, false, false);
        break;
    case SCAN_RANGE:
        scan_range(&pass);
        break;
    case SCAN_WALK:
        pass.done.size = file->size;
        walk(&pass, examiner);
        break;
    case SCAN_SHARE:
        shared_walk_run(&pass);
        break;
    }
    tell_of_refused_read(&pass);
    file_pass_done(&pass);
    file_pass_clear(&pass);
}
