#include "commands/phases/fragment_phase.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/item_room.h"
#include "commands/phases/fragment_paths.h"
#include "commands/phases/fragment_sets.h"
#include "commands/phases/sealing.h"
#include "commands/sources/evidence_again.h"
#include "evidence/fragment_names.h"
#include "workers/job_files.h"

#define CLAUSE "RFC 2046 section 5.2.2"

struct fragment_run {
    struct session *session;
    struct buffer texts;
    struct fragment_file *files;
    size_t count, room;
    bool bounded;
    size_t next;                       /* file that the next message begins with */
    const struct fragment_file *first; /* of the job that is made */
    const struct fragment_file *last;  /* that it opened a file for */
    uint32_t lost;                     /* source that is not as it was scanned; 0: none */
    struct buffer paths;               /* and how the others are come to */
    uint64_t jobs;
    struct progress_state progress;
};

static bool out_of_memory(struct fragment_run *run)
{
    return session_stop(run->session, "out of memory");
}

/* Texts are kept as offsets until all of them are there. */
static bool keep_text(struct fragment_run *run, struct bytes text, struct bytes *kept)
{
    *kept = (struct bytes){ (const uint8_t *)(uintptr_t)run->texts.used, text.left };
    return buffer_append(&run->texts, text);
}

static void place_text(const struct fragment_run *run, struct bytes *text)
{
    *text = text->left > 0 ? bytes_over(run->texts.at + (uintptr_t)text->at, text->left)
                           : bytes_over(NULL, 0);
}

static bool make_room(struct fragment_run *run)
{
    struct fragment_file *files = item_room(run->files, run->count, &run->room, 64, sizeof(*files));
    if (files == NULL) {
        return false;
    }
    run->files = files;
    return true;
}

static struct fragment_span span_of(const struct case_fragment *fragment)
{
    struct bytes encoded = fragment->provenance;
    struct place spot;
    return provenance_take(&encoded, &spot) ? (struct fragment_span){ spot.offset, spot.length }
                                            : (struct fragment_span){ .length = fragment->size };
}

static bool add_file(void *context, const struct case_fragment *fragment)
{
    struct fragment_run *run = context;
    if (run->count == FRAGMENT_FILES_MAX) {
        run->bounded = true;
        return true;
    }
    struct fragment_file file = { .source = fragment->source,
                                  .number = fragment->facts.wanted,
                                  .total = fragment->facts.cuts[0],
                                  .span = span_of(fragment),
                                  .size = fragment->size,
                                  .modified = fragment->modified };
    if (!make_room(run) || !keep_text(run, fragment->thread, &file.id) ||
        !keep_text(run, fragment->path, &file.path)) {
        return out_of_memory(run);
    }
    run->files[run->count++] = file;
    return true;
}

static int compare_files(const void *one, const void *other)
{
    const struct fragment_file *left = one, *right = other;
    int order = bytes_compare(left->id, right->id);
    order = order != 0 ? order : (left->number > right->number) - (left->number < right->number);
    order = order != 0 ? order : bytes_compare(left->path, right->path);
    order = order != 0 ? order
                       : (left->span.offset > right->span.offset) -
                             (left->span.offset < right->span.offset);
    return order != 0 ? order : (left->source > right->source) - (left->source < right->source);
}

static bool read_files(struct fragment_run *run)
{
    if (!case_each_fragment(run->session->file, FRAGMENT_MESSAGE, run, add_file)) {
        return session_stop_case(run->session);
    }
    for (size_t i = 0; i < run->count; i++) {
        place_text(run, &run->files[i].id);
        place_text(run, &run->files[i].path);
    }
    if (run->count > 0) {
        qsort(run->files, run->count, sizeof(*run->files), compare_files);
    }
    return true;
}

static bool journal(struct fragment_run *run, const struct fragment_file *file,
                    enum outcome outcome, const char *sentence)
{
    const struct journal_entry entry = { .weight = JOURNAL_UNREAD,
                                         .outcome = outcome,
                                         .clause = bytes_over(CLAUSE, strlen(CLAUSE)),
                                         .sentence = bytes_over(sentence, strlen(sentence)) };
    return case_add_fragment_journal(run->session->file, file->source, &entry) ||
           session_stop_case(run->session);
}

static int open_file(struct session *session, const struct fragment_file *file)
{
    struct evidence_file found;
    const struct fault *fault;
    return evidence_again_find_as(session, file->path, file->size, file->modified, &found)
               ? evidence_again_open(session, &found, &fault)
               : -1;
}

/* The last of the job is another mail of the same mailbox. */
static bool is_same_file(const struct fragment_run *run, const struct fragment_file *file)
{
    return run->last != NULL && run->last->source == file->source && !fragment_sets_is_whole(file);
}

/* How it is come to from the first of the job, and where in it the fragment stands. */
static bool add_name(struct fragment_run *run, const struct fragment_file *file,
                     const struct job *job)
{
    const size_t named = run->paths.used;
    if ((job->count == 0 || is_same_file(run, file) ||
         (job->volume_count < JOB_VOLUMES_MAX &&
          fragment_paths_add(&run->paths, run->first->path, file->path))) &&
        (fragment_sets_is_whole(file) || fragment_names_put(&run->paths, &file->span)) &&
        run->paths.used <= PLACE_NAME_MAX) {
        return true;
    }
    run->paths.used = named;
    return false;
}

static void put_file(struct job *job, const struct fragment_file *file, int descriptor)
{
    if (job->count == 0) {
        job->files[job->count++] = (struct job_file){
            .number = file->source, .fd = descriptor, .size = file->size, .mode = SCAN_WHOLE
        };
        return;
    }
    job->files[0].volume_count++;
    job->volumes[job->volume_count++] = (struct job_volume){ .fd = descriptor, .size = file->size };
}

/* Whether there is room for it. One that is not any more as it was scanned is done with, too. */
static bool add_to_job(struct fragment_run *run, struct fragment_file *file, struct job *job)
{
    const size_t named = run->paths.used;
    if (file->source == run->lost) {
        file->done = true;
        return true;
    }
    if (!add_name(run, file, job)) {
        return false;
    }
    file->done = true;
    file->job = job->number;
    if (job->count > 0 && is_same_file(run, file)) {
        return true;
    }
    const int descriptor = open_file(run->session, file);
    if (descriptor < 0) {
        run->paths.used = named;
        run->lost = file->source;
        file->job = 0;
        (void)(run->session->stopped ||
               journal(run, file, OUTCOME_CHANGED,
                       "a fragment of a message, in a file that is not there any more as it was "
                       "scanned: of what it holds, raw bytes alone were read"));
        return true;
    }
    run->first = job->count == 0 ? file : run->first;
    run->last = file;
    put_file(job, file, descriptor);
    return true;
}

/* One message is several times in evidence that has copies, and each is read. What there is no room
 * for comes in another job, and the messages of both as what is missing is told. */
static void gather(struct fragment_run *run, struct job *job)
{
    const struct fragment_file *last = NULL;
    *job = (struct job){ .kind = JOB_FRAGMENTS, .number = run->jobs + 1, .table = -1 };
    buffer_reset(&run->paths);
    run->last = NULL;
    for (size_t i = run->next; i < run->count && !run->session->stopped; i++) {
        struct fragment_file *file = &run->files[i];
        if (!bytes_equal(file->id, run->files[run->next].id)) {
            break;
        }
        if (file->done || (last != NULL && last->number == file->number)) {
            continue;
        }
        if (add_to_job(run, file, job)) {
            last = file;
        } else if (job->count == 0) { /* there is always room for the first */
            (void)out_of_memory(run);
        }
    }
}

static bool next_job(void *context, struct job *job)
{
    struct fragment_run *run = context;
    while (run->next < run->count && !run->session->stopped) {
        gather(run, job);
        while (run->next < run->count && run->files[run->next].done) {
            run->next++;
        }
        if (run->paths.used == 0 && !buffer_append_text(&run->paths, FRAGMENT_PATHS_NONE)) {
            (void)out_of_memory(run);
        }
        job->extra = buffer_bytes(&run->paths);
        if (run->session->stopped) {
            job_files_close(job);
            return false;
        }
        if (job->count > 0) {
            run->jobs++;
            return true;
        }
    }
    return false;
}

static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct fragment_run *run = context;
    struct case_file *file = run->session->file;
    bool kept = true;
    (void)job;
    if (run->session->stopped) {
        return;
    }
    if (record->kind == RECORD_KEY) {
        kept = case_add_key(file, record->file, &record->key);
        run->progress.keys += record->key.finding.verdict == VERDICT_PROVEN ? 1 : 0;
    } else if (record->kind == RECORD_CERTIFICATE) {
        kept = case_add_certificate(file, record->file, &record->certificate);
    } else if (record->kind == RECORD_JOURNAL) {
        kept = case_add_fragment_journal(file, record->file, &record->journal);
    } else if (record->kind == RECORD_REQUEST) {
        kept = case_add_request(file, record->file, &record->request);
    } else if (record->kind == RECORD_FRAGMENT && record->fragment.facts.kind != FRAGMENT_MESSAGE) {
        kept = case_add_fragment(file, record->file, &record->fragment);
    }
    if (!kept) {
        (void)session_stop_case(run->session);
    }
}

/* It has not read them to the end. */
static void forget_job(struct fragment_run *run, uint64_t number)
{
    for (size_t i = 0; i < run->count; i++) {
        run->files[i].job = run->files[i].job == number ? 0 : run->files[i].job;
    }
}

static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    struct fragment_run *run = context;
    const struct fragment_file file = { .source = job->files[0].number };
    (void)reason;
    if (run->session->stopped) {
        return;
    }
    if (end != JOB_ENDED) {
        forget_job(run, job->number);
    }
    if (end != JOB_ENDED &&
        !journal(run, &file, OUTCOME_LOST,
                 "the worker that put the fragments of a message together was lost: of what they "
                 "hold, raw bytes alone were read")) {
        return;
    }
    if (!case_settle_opened(run->session->file, file.source)) {
        (void)session_stop_case(run->session);
    }
}

static bool tick(void *context)
{
    struct fragment_run *run = context;
    return session_poll(run->session, &run->progress);
}

static bool put_together(struct fragment_run *run)
{
    const struct pool_client client = { run, next_job, take_record, end_job, tick };
    struct session *session = run->session;
    run->progress = (struct progress_state){ .phase = "fragments", .items_total = run->count };
    session_say(session, false, "fragments: %zu fragments of messages", run->count);
    if (!case_begin(session->file) || !case_clear_fragment_journal(session->file) ||
        !case_forget_set_pieces(session->file)) {
        return session_stop_case(session);
    }
    bool done = sealing_run(session, &client) || session_stop_workers(session);
    progress_line_clear(session->line);
    if (done && run->bounded) {
        done = journal(run, &run->files[run->count - 1], OUTCOME_BOUND,
                       "more fragments of messages than are put together in a run: of what "
                       "they hold, raw bytes alone were read");
    }
    return done && !session->stopped &&
           fragment_sets_settle(session, run->files, run->count, run->jobs) &&
           (case_commit(session->file) || session_stop_case(session));
}

bool fragment_phase(struct session *session)
{
    struct fragment_run run = { .session = session };
    const bool done = read_files(&run) && (run.count == 0 || put_together(&run));
    buffer_clear(&run.texts);
    buffer_clear(&run.paths);
    free(run.files);
    return done;
}
