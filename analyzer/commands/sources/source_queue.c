#include "commands/sources/source_queue.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bounds.h"
#include "commands/phases/scan_progress.h"
#include "commands/phases/sealing.h"
#include "commands/sources/source_tally.h"
#include "commands/sources/unit_list.h"
#include "commands/sources/volume_sets.h"

#define TRIES_MAX 3 /* as it is, alone, and where that can be, its raw bytes alone */

/* A job that a worker has now: which unit each of its files is. */
struct active_job {
    uint64_t number; /* 0: not in use */
    size_t count;
    struct unit units[JOB_FILES_MAX];
    bool done[JOB_FILES_MAX];
    size_t begun; /* files; a worker reads in order, but may be done with them later */
};

struct source_queue {
    struct session *session;
    const struct source_list *list;
    struct source_queue_plan plan;
    struct unit_list units;
    struct source_tally *tallies; /* one per source of the list */
    struct active_job active[JOBS_MAX + 1];
    uint64_t jobs; /* handed out so far: the number of the last */
    struct progress_state progress;
};

static const struct fault moved = { OUTCOME_CHANGED, NULL,
                                    "the file changed between its digest and its scan" };

static bool plan_units(struct source_queue *queue)
{
    for (size_t i = 0; i < queue->list->count; i++) {
        const struct source *source = &queue->list->items[i];
        if (source->done) {
            continue;
        }
        if (!unit_list_add(&queue->units, i, source, &queue->tallies[i].units_left)) {
            return false;
        }
    }
    return true;
}

struct source_queue *source_queue_new(struct session *session, const struct source_list *list,
                                      const struct source_queue_plan *plan)
{
    struct source_queue *queue = calloc(1, sizeof(*queue));
    if (queue == NULL) {
        return NULL;
    }
    queue->session = session;
    queue->list = list;
    queue->plan = *plan;
    queue->units.undigested = plan->undigested;
    queue->progress.phase = plan->phase;
    session_say(session, false, "%s: %zu of %zu files to read, %llu bytes", plan->phase,
                list->items_left, list->count, (unsigned long long)list->bytes_left);
    queue->tallies = calloc(list->count + 1, sizeof(*queue->tallies));
    if (queue->tallies == NULL || !plan_units(queue)) {
        source_queue_free(queue);
        return NULL;
    }
    scan_progress_begin(&queue->progress, list, &queue->units, plan->kind == JOB_SCAN);
    return queue;
}

void source_queue_free(struct source_queue *queue)
{
    if (queue == NULL) {
        return;
    }
    for (size_t i = 0; queue->tallies != NULL && i < queue->list->count; i++) {
        source_tally_clear(&queue->tallies[i]);
    }
    free(queue->tallies);
    unit_list_clear(&queue->units);
    free(queue);
}

static struct active_job *job_slot(struct source_queue *queue, uint64_t number)
{
    for (size_t i = 0; i < sizeof(queue->active) / sizeof(queue->active[0]); i++) {
        if (queue->active[i].number == number) {
            return &queue->active[i];
        }
    }
    return NULL;
}

/* The borders of ranges were guessed, and one guess was wrong: nothing that they told counts. */
static bool read_at_once(struct source_queue *queue, size_t index)
{
    const struct source *source = &queue->list->items[index];
    const struct unit unit = { .source = index, .mode = SCAN_WHOLE, .to = source->size };
    session_say(queue->session, false, "%s: a file is read once more, its ranges do not join",
                queue->plan.phase);
    source_tally_clear(&queue->tallies[index]);
    queue->tallies[index].units_left = 1;
    if (!case_forget_results(queue->session->file, source->number)) {
        return session_stop_case(queue->session);
    }
    return unit_list_again(&queue->units, &unit) || session_stop(queue->session, "out of memory");
}

/* Rows of a table that was read in ranges get their numbers. *again: it has to be read anew. */
static bool join_rows(struct source_queue *queue, size_t index, bool *again)
{
    const struct source *source = &queue->list->items[index];
    const struct row_span *spans;
    size_t count;
    *again = false;
    switch (source_tally_rows(&queue->tallies[index], source->size, &spans, &count)) {
    case TALLY_ROWS_UNCOUNTED:
        return true;
    case TALLY_ROWS_JOINED:
        return case_count_rows(queue->session->file, source->number, spans, count) ||
               session_stop_case(queue->session);
    case TALLY_ROWS_APART:
        break;
    }
    *again = true;
    return read_at_once(queue, index);
}

/* One more unit of this source is over. */
static bool settle_unit(struct source_queue *queue, size_t index)
{
    struct source_tally *tally = &queue->tallies[index];
    const struct source *source = &queue->list->items[index];
    struct case_file *file = queue->session->file;
    assert(tally->units_left > 0);
    if (--tally->units_left > 0) {
        return true;
    }
    bool again;
    if (!join_rows(queue, index, &again) || again) {
        return again;
    }
    queue->progress.items++;
    scan_progress_settle(&queue->progress, tally, source);
    if (!queue->plan.undigested && !source_tally_agrees(tally)) {
        const struct journal_entry entry = { .weight = JOURNAL_UNREAD,
                                             .outcome = moved.outcome,
                                             .sentence = bytes_over(moved.sentence,
                                                                    strlen(moved.sentence)) };
        tally->total.outcome = moved.outcome;
        if (!case_add_journal(file, source->number, &entry)) {
            return session_stop_case(queue->session);
        }
    }
    if (!volume_sets_journal(queue->session, queue->list, source, &tally->total.outcome)) {
        return false;
    }
    tally->total.issuers = buffer_bytes(&tally->issuers);
    bool kept = case_finish_source(file, source->number, &tally->total);
    source_tally_clear(tally);
    return kept || session_stop_case(queue->session);
}

/* Opens the unit's file into the job. False when it cannot be opened: the
 * unit is then over. */
static bool open_unit(struct source_queue *queue, const struct unit *unit, struct job_file *file)
{
    const struct source *source = &queue->list->items[unit->source];
    const struct fault *fault = NULL;
    int descriptor = source_open(queue->list, source, &fault);
    if (descriptor >= 0) {
        *file = (struct job_file){ .number = source->number,
                                   .fd = descriptor,
                                   .size = source->size,
                                   .mode = unit->mode,
                                   .from = unit->from,
                                   .to = unit->to,
                                   .share = unit->share,
                                   .continues = source->volume.continues,
                                   .divides = queue->plan.kind == JOB_SCAN,
                                   .undigested = queue->plan.undigested };
        return true;
    }
    struct source_tally *tally = &queue->tallies[unit->source];
    tally->total.outcome = fault->outcome;
    tally->total.size = source->size != UINT64_MAX ? source->size : 0;
    const struct journal_entry entry = { .weight = JOURNAL_UNREAD,
                                         .outcome = fault->outcome,
                                         .sentence =
                                             bytes_over(fault->sentence, strlen(fault->sentence)),
                                         .unread = tally->total.size };
    if (!case_add_journal(queue->session->file, source->number, &entry)) {
        (void)session_stop_case(queue->session);
    }
    (void)settle_unit(queue, unit->source);
    return false;
}

/* Takes the next units into one job, as many as go together. */
static void fill_job(struct source_queue *queue, struct active_job *slot, struct job *job)
{
    uint64_t bytes = 0;
    while (queue->units.next < queue->units.count && slot->count < JOB_FILES_MAX) {
        const struct unit unit = queue->units.items[queue->units.next];
        const struct source *source = &queue->list->items[unit.source];
        bool alone = unit_stands_alone(&unit, source);
        if (slot->count > 0 && (alone || bytes + source->size > JOB_BYTES_MAX)) {
            return;
        }
        queue->units.next++;
        if (!open_unit(queue, &unit, &job->files[slot->count])) {
            continue;
        }
        if (source_begins_set(source) && (unit.mode == SCAN_WHOLE || unit.mode == SCAN_WALK)) {
            volume_sets_open(queue->session, queue->list, source, job, slot->count);
        }
        slot->units[slot->count++] = unit;
        bytes += source->size;
        if (alone || queue->session->stopped) {
            return;
        }
    }
}

/* Before the files: a worker without it would find that no certificate has any of the keys. */
static bool open_table(struct source_queue *queue, struct job *job)
{
    job->table = queue->plan.table >= 0 ? dup(queue->plan.table) : -1;
    return job->table >= 0 || queue->plan.table < 0 ||
           session_stop(queue->session, "no descriptor is left for the index of keys");
}

static bool next_job(void *context, struct job *job)
{
    struct source_queue *queue = context;
    struct active_job *slot = job_slot(queue, 0);
    if (slot == NULL || queue->session->stopped || queue->units.next == queue->units.count) {
        return false;
    }
    *job = (struct job){ .kind = queue->plan.kind, .table = -1 };
    if (!open_table(queue, job)) {
        return false;
    }
    memset(slot, 0, sizeof(*slot));
    fill_job(queue, slot, job);
    if (slot->count == 0 || queue->session->stopped) {
        if (job->table >= 0) {
            (void)close(job->table);
        }
        return false;
    }
    job->count = slot->count;
    job->number = slot->number = ++queue->jobs;
    job->extra = slot->units[0].mode == SCAN_SHARE ? unit_chain(&queue->units, &slot->units[0])
                                                   : queue->plan.extra;
    return true;
}

static size_t file_slot(const struct job *job, uint32_t number)
{
    size_t i = 0;
    while (i < job->count && job->files[i].number != number) {
        i++;
    }
    return i;
}

static bool store_done(struct source_queue *queue, struct active_job *slot, size_t index,
                       const struct record *record)
{
    const struct unit *unit = &slot->units[index];
    if (slot->done[index]) {
        return true;
    }
    slot->done[index] = true;
    if (!source_tally_add(&queue->tallies[unit->source], &record->done, unit->mode, unit->from)) {
        return session_stop(queue->session, "out of memory");
    }
    scan_progress_walked(&queue->progress, &queue->tallies[unit->source], unit);
    return settle_unit(queue, unit->source);
}

/* A walk that is done again, after a worker was lost, offers the same shares in the same order:
 * these are known. */
static bool take_share(struct source_queue *queue, const struct active_job *slot, size_t index,
                       const struct share_offer *offer)
{
    const struct unit *unit = &slot->units[index];
    struct source_tally *tally = &queue->tallies[unit->source];
    const bool walks = unit->mode == SCAN_WHOLE || unit->mode == SCAN_WALK;
    if (queue->plan.kind != JOB_SCAN || !walks || slot->done[index] ||
        offer->number != tally->shares || tally->shares == SHARES_FILE_MAX) {
        return true;
    }
    session_say(queue->session, false, "%s: a walk is shared", queue->plan.phase);
    tally->shares++;
    tally->units_left++;
    return unit_list_add_share(&queue->units, unit->source, offer) ||
           session_stop(queue->session, "out of memory");
}

/* A worker is not trusted: a record about a file that is not in its job is dropped. */
static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct source_queue *queue = context;
    struct active_job *slot = job_slot(queue, job->number);
    size_t index = file_slot(job, record->file);
    if (slot == NULL || index == job->count || queue->session->stopped) {
        return;
    }
    struct case_file *file = queue->session->file;
    bool kept = true;
    switch (record->kind) {
    case RECORD_FILE_BEGIN:
        slot->begun = index + 1 > slot->begun ? index + 1 : slot->begun;
        break;
    case RECORD_FILE_DONE:
        (void)store_done(queue, slot, index, record);
        break;
    case RECORD_KEY:
        kept = (queue->plan.kind == JOB_INVENTORY ? case_add_joined
                                                  : case_add_key)(file, record->file, &record->key);
        queue->progress.keys += record->key.finding.verdict == VERDICT_PROVEN ? 1 : 0;
        break;
    case RECORD_CERTIFICATE:
        kept = case_add_certificate(file, record->file, &record->certificate);
        queue->progress.matches += record->certificate.matched ? 1 : 0;
        break;
    case RECORD_JOURNAL:
        kept = case_add_journal(file, record->file, &record->journal);
        break;
    case RECORD_SHARE:
        (void)take_share(queue, slot, index, &record->share);
        break;
    case RECORD_PROGRESS:
        scan_progress_take(&queue->progress, &queue->tallies[slot->units[index].source],
                           &slot->units[index], &record->progress);
        break;
    case RECORD_FRAGMENT:
        kept = case_add_fragment(file, record->file, &record->fragment);
        break;
    case RECORD_REQUEST:
        kept = case_add_request(file, record->file, &record->request);
        break;
    case RECORD_HASH_MATCH:
        kept = case_add_hash_match(file, record->file, &record->hash_match);
        break;
    case RECORD_CRL:
    case RECORD_REVOCATION:
    case RECORD_VERIFIED:
    case RECORD_REPLAYED:
    case RECORD_TRIED:
    case RECORD_ENTRIES:
    case RECORD_INDEXED:
    case RECORD_MAIL:
    case RECORD_SEALED:
    case RECORD_PROOF:
    case RECORD_SHOWN:
    case RECORD_OPENED:
        break; /* no answer to these jobs */
    }
    if (!kept) {
        (void)session_stop_case(queue->session);
    }
}

/* One entry for a lost worker says what is done about it. */
static bool journal_loss(struct source_queue *queue, const struct unit *unit, const char *reason,
                         const char *remedy, uint64_t unread)
{
    char sentence[256];
    (void)snprintf(sentence, sizeof(sentence), "the worker that read it was lost: %s; %s", reason,
                   remedy);
    const struct journal_entry entry = { .weight = JOURNAL_UNREAD,
                                         .outcome = OUTCOME_LOST,
                                         .sentence = bytes_over(sentence, strlen(sentence)),
                                         .unread = unread };
    const struct source *source = &queue->list->items[unit->source];
    queue->tallies[unit->source].total.outcome = OUTCOME_LOST;
    return case_add_journal(queue->session->file, source->number, &entry) ||
           session_stop_case(queue->session);
}

static bool requeue(struct source_queue *queue, const struct unit *unit)
{
    return unit_list_again(&queue->units, unit) || session_stop(queue->session, "out of memory");
}

/* The first loss may be an accident: once more, alone. Then the raw bytes alone,
 * since it is the walk into containers that libraries stumble over. */
static bool recover_unit(struct source_queue *queue, struct unit unit, const char *reason)
{
    const struct source *source = &queue->list->items[unit.source];
    unit.tries++;
    if (unit.tries == 1) {
        const bool whole = unit.mode == SCAN_WHOLE && queue->tallies[unit.source].shares == 0;
        if (whole && !case_forget_results(queue->session->file, source->number)) {
            return session_stop_case(queue->session);
        }
        return journal_loss(queue, &unit, reason, "it was read once more", 0) &&
               requeue(queue, &unit);
    }
    if (unit.tries < TRIES_MAX && unit.mode == SCAN_WHOLE && queue->plan.kind == JOB_SCAN) {
        unit.mode = SCAN_RAW;
        return journal_loss(queue, &unit, reason, "only its raw bytes were scanned", 0) &&
               requeue(queue, &unit);
    }
    uint64_t unread =
        unit.mode == SCAN_WALK || source->size == UINT64_MAX ? 0 : unit.to - unit.from;
    struct file_done *total = &queue->tallies[unit.source].total;
    total->size = source->size != UINT64_MAX ? source->size : 0;
    return journal_loss(queue, &unit, reason, "it was given up", unread) &&
           settle_unit(queue, unit.source);
}

/* What a worker had begun last, or where it was done with that, the first that it had not. */
static size_t blamed_of(const struct active_job *slot)
{
    size_t blamed = 0;
    if (slot->begun > 0 && !slot->done[slot->begun - 1]) {
        return slot->begun - 1;
    }
    while (blamed < slot->count && slot->done[blamed]) {
        blamed++;
    }
    return blamed;
}

static bool put_back(struct source_queue *queue, const struct unit *unit, bool begun)
{
    const uint32_t number = queue->list->items[unit->source].number;
    if (begun && unit->mode == SCAN_WHOLE && queue->tallies[unit->source].shares == 0 &&
        !case_forget_results(queue->session->file, number)) {
        return session_stop_case(queue->session);
    }
    return requeue(queue, unit);
}

static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    struct source_queue *queue = context;
    struct active_job *slot = job_slot(queue, job->number);
    assert(slot != NULL);
    const size_t blamed = blamed_of(slot);
    for (size_t i = 0; i < slot->count && !queue->session->stopped; i++) {
        if (slot->done[i]) {
            continue;
        }
        if (i == blamed) {
            (void)recover_unit(queue, slot->units[i],
                               end == JOB_ENDED ? "it gave no result" : reason);
        } else {
            (void)put_back(queue, &slot->units[i], i < slot->begun);
        }
    }
    slot->number = 0;
}

static bool tick(void *context)
{
    struct source_queue *queue = context;
    return session_tick(queue->session, &queue->progress);
}

/* What an interrupted run left of a file is forgotten before it is read again. */
static bool forget_leftovers(struct source_queue *queue)
{
    for (size_t i = 0; i < queue->list->count; i++) {
        const struct source *source = &queue->list->items[i];
        if (!source->done && !source->fresh &&
            !case_forget_results(queue->session->file, source->number)) {
            return session_stop_case(queue->session);
        }
    }
    return true;
}

bool source_queue_run(struct source_queue *queue)
{
    const struct pool_client client = { queue, next_job, take_record, end_job, tick };
    if (!case_begin(queue->session->file)) {
        return session_stop_case(queue->session);
    }
    bool run = forget_leftovers(queue) && sealing_run(queue->session, &client);
    if (!run && !queue->session->stopped) {
        (void)session_stop_workers(queue->session);
    }
    progress_line_clear(queue->session->line);
    if (!case_commit(queue->session->file)) {
        return session_stop_case(queue->session);
    }
    return !queue->session->stopped;
}
