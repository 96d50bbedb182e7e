#include "commands/index/index_reading.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/certificate_index.h"

#define LINES_MAX    100u /* about what could not be read */
#define TRIES_MAX    2
#define ISSUER_WIDTH 16u /* of struct file_done */

static struct session *session_of(const struct index_reading *reading)
{
    return reading->plan->session;
}

static bool stop(struct index_reading *reading, const char *why)
{
    return session_stop(session_of(reading), why);
}

static struct bytes path_of(const struct index_reading *reading, size_t source)
{
    return source_path(&reading->plan->list, &reading->plan->list.items[source]);
}

static void say(struct index_reading *reading, size_t source, struct bytes provenance,
                struct bytes sentence)
{
    reading->said++;
    if (reading->said <= LINES_MAX) {
        index_plan_say(reading->plan, path_of(reading, source), provenance, sentence);
    } else if (reading->said == LINES_MAX + 1) {
        session_say(session_of(reading), true, "what else could not be read is only counted");
    }
}

static void say_text(struct index_reading *reading, size_t source, const char *sentence)
{
    reading->failed++;
    say(reading, source, (struct bytes){ 0 }, bytes_over(sentence, strlen(sentence)));
}

bool index_reading_sources(struct index_reading *reading, void *sink,
                           bool (*take)(void *sink, const struct index_source *source))
{
    const struct source_list *list = &reading->plan->list;
    for (size_t i = 0; i < list->count; i++) {
        const struct file_done *done = &reading->tallies[i].total;
        struct index_source source = { .path = path_of(reading, i),
                                       .base = reading->plan->bases[i],
                                       .size = list->items[i].size,
                                       .modified = list->items[i].modified,
                                       .rows = done->rows,
                                       .parsed = done->parsed,
                                       .failed = done->failed,
                                       .dated = done->dated,
                                       .earliest = done->earliest,
                                       .latest = done->latest,
                                       .issuers = buffer_bytes(&reading->tallies[i].issuers) };
        memcpy(source.sha256, done->sha256, SHA256_LENGTH);
        if (reading->complete[i] && !take(sink, &source)) {
            return false;
        }
    }
    return true;
}

static bool give_sources(void *context, void *sink,
                         bool (*take)(void *sink, const struct index_source *source))
{
    return index_reading_sources(context, sink, take);
}

static bool spill(struct index_reading *reading)
{
    if (reading->runs == INDEX_RUNS_MAX) {
        return stop(reading, "more certificates than one build takes; build again: what was "
                             "read so far is kept");
    }
    if (!index_run_write(&reading->run, reading->plan->file, reading->runs + 1,
                         reading->plan->next_address, reading, give_sources)) {
        char why[256];
        (void)snprintf(why, sizeof(why), "a run of the index cannot be written: %s",
                       strerror(errno));
        return stop(reading, why);
    }
    reading->runs++;
    return true;
}

/* Numbers of a worker: their place in the file is looked at, their key may be any. */
static bool take_entries(struct index_reading *reading, size_t source, struct bytes content)
{
    const struct source *item = &reading->plan->list.items[source];
    struct index_entry entry;
    while (bytes_take_number(&content, 8, &entry.key) &&
           bytes_take_number(&content, 8, &entry.place)) {
        const uint64_t offset = entry.place & INDEX_ADDRESS_MAX;
        if (offset >= item->size) {
            continue; /* of a file that grew: it is not complete */
        }
        entry.place += reading->plan->bases[source];
        if (!index_run_add(&reading->run, &entry)) {
            return stop(reading, "out of memory for the entries of the index");
        }
        if (index_run_is_full(&reading->run) && !spill(reading)) {
            return false;
        }
    }
    return true;
}

static struct index_job *job_slot(struct index_reading *reading, uint64_t number)
{
    for (size_t i = 0; i < sizeof(reading->active) / sizeof(reading->active[0]); i++) {
        if (reading->active[i].number == number) {
            return &reading->active[i];
        }
    }
    return NULL;
}

/* A source whose bytes cannot be named later is not in the index. */
static bool is_good(const struct file_done *done)
{
    return done->has_digest && done->outcome != OUTCOME_CHANGED &&
           done->outcome != OUTCOME_UNREADABLE && done->outcome != OUTCOME_LOST &&
           done->outcome != OUTCOME_NO_MEMORY;
}

static int compare_issuers(const void *one, const void *other)
{
    return memcmp(one, other, ISSUER_WIDTH);
}

/* Units end in any order; the index hangs on none. */
static void sort_issuers(struct buffer *issuers)
{
    if (issuers->used > ISSUER_WIDTH) {
        qsort(issuers->at, issuers->used / ISSUER_WIDTH, ISSUER_WIDTH, compare_issuers);
    }
}

static void settle_unit(struct index_reading *reading, size_t source)
{
    struct source_tally *tally = &reading->tallies[source];
    assert(tally->units_left > 0);
    if (--tally->units_left > 0) {
        return;
    }
    reading->progress.items++;
    sort_issuers(&tally->issuers);
    reading->failed += tally->total.failed;
    if (!source_tally_agrees(tally)) {
        tally->total.outcome = OUTCOME_CHANGED;
    }
    reading->complete[source] = is_good(&tally->total);
    if (!reading->complete[source]) {
        say_text(reading, source, "it could not be read as a whole, and is not in the index");
    }
}

static bool open_unit(struct index_reading *reading, const struct unit *unit, struct job_file *file)
{
    const struct source_list *list = &reading->plan->list;
    const struct source *source = &list->items[unit->source];
    const struct fault *fault = NULL;
    const int descriptor = source_open(list, source, &fault);
    if (descriptor < 0) {
        say_text(reading, unit->source, fault->sentence);
        reading->tallies[unit->source].total.outcome = OUTCOME_UNREADABLE;
        settle_unit(reading, unit->source);
        return false;
    }
    *file = (struct job_file){ .number = source->number,
                               .fd = descriptor,
                               .size = source->size,
                               .mode = unit->mode,
                               .from = unit->from,
                               .to = unit->to };
    return true;
}

static void fill_job(struct index_reading *reading, struct index_job *slot, struct job *job)
{
    uint64_t bytes = 0;
    while (reading->units.next < reading->units.count && slot->count < JOB_FILES_MAX) {
        const struct unit unit = reading->units.items[reading->units.next];
        const struct source *source = &reading->plan->list.items[unit.source];
        const bool alone = unit_stands_alone(&unit, source);
        if (slot->count > 0 && (alone || bytes + source->size > JOB_BYTES_MAX)) {
            return;
        }
        reading->units.next++;
        if (!open_unit(reading, &unit, &job->files[slot->count])) {
            continue;
        }
        slot->units[slot->count++] = unit;
        bytes += source->size;
        if (alone) {
            return;
        }
    }
}

static bool next_job(void *context, struct job *job)
{
    struct index_reading *reading = context;
    struct index_job *slot = job_slot(reading, 0);
    if (slot == NULL || session_of(reading)->stopped) {
        return false;
    }
    *job = (struct job){ .kind = JOB_LIST, .table = -1 };
    memset(slot, 0, sizeof(*slot));
    fill_job(reading, slot, job);
    if (slot->count == 0) {
        return false;
    }
    job->count = slot->count;
    job->number = slot->number = ++reading->jobs;
    return true;
}

static void take_done(struct index_reading *reading, struct index_job *slot, size_t index,
                      const struct record *record)
{
    const struct unit *unit = &slot->units[index];
    if (slot->done[index]) {
        return;
    }
    slot->done[index] = true;
    if (!source_tally_add(&reading->tallies[unit->source], &record->done, unit->mode, unit->from)) {
        (void)stop(reading, "out of memory");
        return;
    }
    settle_unit(reading, unit->source);
}

static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct index_reading *reading = context;
    struct index_job *slot = job_slot(reading, job->number);
    size_t index = 0;
    while (index < job->count && job->files[index].number != record->file) {
        index++;
    }
    if (slot == NULL || index == job->count || session_of(reading)->stopped) {
        return;
    }
    const size_t source = slot->units[index].source;
    if (record->kind == RECORD_ENTRIES) {
        reading->progress.matches += record->entries.content.left / INDEX_ENTRY;
        (void)take_entries(reading, source, record->entries.content);
    } else if (record->kind == RECORD_JOURNAL && record->journal.weight == JOURNAL_UNREAD) {
        say(reading, source, record->journal.provenance, record->journal.sentence);
    } else if (record->kind == RECORD_PROGRESS) {
        reading->progress.bytes += record->progress.bytes;
    } else if (record->kind == RECORD_FILE_DONE) {
        take_done(reading, slot, index, record);
    }
}

/* Entries that came before the loss come again, and are written once. */
static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    struct index_reading *reading = context;
    struct index_job *slot = job_slot(reading, job->number);
    bool blamed = false;
    (void)end;
    assert(slot != NULL);
    for (size_t i = 0; i < slot->count && !session_of(reading)->stopped; i++) {
        struct unit unit = slot->units[i];
        if (slot->done[i]) {
            continue;
        }
        unit.tries += blamed ? 0 : 1;
        blamed = true;
        if (unit.tries >= TRIES_MAX) {
            say_text(reading, unit.source, reason != NULL ? reason : "its worker gave no result");
            reading->tallies[unit.source].total.outcome = OUTCOME_LOST;
            settle_unit(reading, unit.source);
        } else if (!unit_list_again(&reading->units, &unit)) {
            (void)stop(reading, "out of memory");
        }
    }
    slot->number = 0;
}

static bool tick(void *context)
{
    struct index_reading *reading = context;
    return session_poll(session_of(reading), &reading->progress);
}

static bool plan_units(struct index_reading *reading)
{
    const struct source_list *list = &reading->plan->list;
    reading->tallies = calloc(list->count + 1, sizeof(*reading->tallies));
    reading->complete = calloc(list->count + 1, sizeof(*reading->complete));
    bool planned = reading->tallies != NULL && reading->complete != NULL;
    for (size_t i = 0; planned && i < list->count; i++) {
        planned =
            unit_list_add(&reading->units, i, &list->items[i], &reading->tallies[i].units_left);
    }
    return planned || stop(reading, "out of memory");
}

bool index_reading_run(struct index_reading *reading, struct index_plan *plan)
{
    const struct pool_client client = { reading, next_job, take_record, end_job, tick };
    reading->plan = plan;
    reading->progress = (struct progress_state){ .phase = "index",
                                                 .bytes_total = plan->list.bytes_left,
                                                 .items_total = plan->list.items_left };
    if (!plan_units(reading)) {
        return false;
    }
    const bool ran = pool_run(session_of(reading)->pool, &client);
    progress_line_clear(session_of(reading)->line);
    if (!ran) {
        (void)session_stop_workers(session_of(reading));
    }
    /* Also when it was stopped: what is complete is not read again. */
    const bool stopped = session_of(reading)->stopped;
    const bool spilled = reading->run.count == 0 || spill(reading);
    index_run_clear(&reading->run);
    return spilled && !stopped;
}

void index_reading_clear(struct index_reading *reading)
{
    for (size_t i = 0; reading->tallies != NULL && i < reading->plan->list.count; i++) {
        source_tally_clear(&reading->tallies[i]);
    }
    free(reading->tallies);
    free(reading->complete);
    unit_list_clear(&reading->units);
    index_run_clear(&reading->run);
    *reading = (struct index_reading){ 0 };
}
