#include "commands/index/index_known.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"

struct reading {
    struct index_known *known;
    struct session *session;
    struct job job;
    size_t first; /* of the sources that this reading tells */
    bool handed_out;
};

static bool next_job(void *context, struct job *job)
{
    struct reading *reading = context;
    if (reading->handed_out) {
        return false;
    }
    reading->handed_out = true;
    *job = reading->job;
    return true;
}

static bool out_of_memory(struct reading *reading)
{
    return session_stop(reading->session, "out of memory for the sources of an index");
}

static bool set_fault(struct reading *reading, struct bytes sentence)
{
    struct buffer *fault = &reading->known->fault;
    return fault->used > 0 || buffer_append(fault, sentence) || out_of_memory(reading);
}

static struct known_source *add(struct index_known *known)
{
    struct known_source *items =
        item_room(known->items, known->count, &known->room, 64, sizeof(*items));
    if (items == NULL) {
        return NULL;
    }
    known->items = items;
    struct known_source *added = &known->items[known->count++];
    *added = (struct known_source){ 0 };
    return added;
}

/* A source with many places is told in several records, one behind the other. */
static bool take_source(struct reading *reading, const struct indexed_source *indexed)
{
    struct index_known *known = reading->known;
    struct known_source *source =
        known->count > reading->first ? &known->items[known->count - 1] : NULL;
    if (source == NULL || source->source.base != indexed->source.base) {
        source = add(known);
        if (source == NULL) {
            return out_of_memory(reading);
        }
        source->source = indexed->source;
        source->source.path = source->source.issuers = (struct bytes){ 0 };
        source->path = known->texts.used;
        source->path_length = indexed->source.path.left;
        source->issuers = source->path + source->path_length;
        source->issuers_length = indexed->source.issuers.left;
        if (!buffer_append(&known->texts, indexed->source.path) ||
            !buffer_append(&known->texts, indexed->source.issuers)) {
            return out_of_memory(reading);
        }
    }
    source->walked = source->walked || indexed->walked;
    return buffer_append(&source->places, indexed->places) || out_of_memory(reading);
}

static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct reading *reading = context;
    (void)job;
    if (reading->session->stopped) {
        return;
    }
    if (record->kind == RECORD_INDEXED) {
        (void)take_source(reading, &record->indexed);
    } else if (record->kind == RECORD_JOURNAL) {
        (void)set_fault(reading, record->journal.sentence);
    } else if (record->kind == RECORD_FILE_DONE) {
        reading->known->done = record->done;
    }
}

static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    struct reading *reading = context;
    (void)job;
    if (end != JOB_ENDED) {
        reading->known->done.outcome = OUTCOME_LOST;
        (void)set_fault(reading, bytes_over(reason, strlen(reason)));
    }
}

static bool tick(void *context)
{
    struct reading *reading = context;
    const struct progress_state progress = { .phase = "index" };
    return session_poll(reading->session, &progress);
}

bool index_known_read(struct index_known *known, struct session *session, enum job_kind kind,
                      int fd, uint64_t size, int table)
{
    struct reading reading = { .known = known, .session = session, .first = known->count };
    const struct pool_client client = { &reading, next_job, take_record, end_job, tick };
    reading.job = (struct job){ .kind = kind, .number = 1, .count = 1, .table = table };
    reading.job.files[0] =
        (struct job_file){ .number = 1, .fd = fd, .size = size, .mode = SCAN_WHOLE };
    known->done = (struct file_done){ 0 };
    buffer_reset(&known->fault);
    if (!pool_run(session->pool, &client) && !session->stopped) {
        (void)session_stop_workers(session);
    }
    return !session->stopped;
}

struct bytes index_known_path(const struct index_known *known, const struct known_source *source)
{
    return bytes_over(known->texts.at + source->path, source->path_length);
}

struct index_source index_known_source(const struct index_known *known,
                                       const struct known_source *source)
{
    struct index_source whole = source->source;
    whole.path = index_known_path(known, source);
    whole.issuers = bytes_over(known->texts.at + source->issuers, source->issuers_length);
    return whole;
}

void index_known_clear(struct index_known *known)
{
    for (size_t i = 0; i < known->count; i++) {
        buffer_clear(&known->items[i].places);
    }
    free(known->items);
    buffer_clear(&known->texts);
    buffer_clear(&known->fault);
    *known = (struct index_known){ 0 };
}
