#include "commands/index/index_match.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/index/index_known.h"
#include "commands/sources/evidence_again.h"
#include "inventory/certificate_index.h"

static const struct fault outdated = { OUTCOME_CHANGED, NULL,
                                       "inventory changed since the index was built" };
static const struct fault gone = { OUTCOME_UNREADABLE, NULL,
                                   "inventory of the index is no more where it was" };

#define TRIES_MAX 2

#define PLACES_OF_JOB ((size_t)4096 * 8) /* octets: a tenth of a second's work */

/* What one job reads again, or what is left of a source. */
struct reread {
    uint64_t job; /* 0: not in use */
    struct known_source *source;
    uint32_t number; /* the case's */
    struct bytes places;
    unsigned tries;
    bool done;
};

/* Reading again at the places of one index, file by file. */
struct rereading {
    struct session *session;
    struct index_known known;
    int64_t root;
    enum source_kind kind;
    int table;
    size_t next;           /* source */
    struct reread current; /* of the one before: what is not handed out yet */
    struct reread again;   /* a worker was lost over it; source NULL: nothing */
    struct reread active[JOBS_MAX + 1];
    uint64_t jobs;
    struct progress_state progress;
};

bool index_match_is_index(struct session *session, const struct source_list *list,
                          const struct source *source)
{
    uint8_t head[INDEX_MAGIC];
    const struct fault *fault;
    if (source->standard_input || source->size < INDEX_MAGIC || source->size == UINT64_MAX) {
        return false;
    }
    const int fd = source_open(list, source, &fault);
    const bool read = fd >= 0 && pread(fd, head, sizeof(head), 0) == (ssize_t)sizeof(head);
    if (fd >= 0) {
        (void)close(fd);
    } else {
        (void)session_lacks_descriptors(session, fault);
    }
    return read && certificate_index_is_one(bytes_over(head, sizeof(head)));
}

static bool stop_case(struct rereading *rereading)
{
    return session_stop_case(rereading->session);
}

static bool add_journal(struct rereading *rereading, uint32_t number, enum outcome outcome,
                        struct bytes sentence, uint64_t unread)
{
    const struct journal_entry entry = {
        .weight = JOURNAL_UNREAD, .outcome = outcome, .sentence = sentence, .unread = unread
    };
    return case_add_journal(rereading->session->file, number, &entry) || stop_case(rereading);
}

/* The case knows the file as it was when the index was built. */
static bool add_source(struct rereading *rereading, struct known_source *source, uint32_t *number)
{
    struct case_file *file = rereading->session->file;
    enum source_known state;
    const struct case_source known = { .root = rereading->root,
                                       .kind = rereading->kind,
                                       .path = index_known_path(&rereading->known, source),
                                       .size = source->source.size,
                                       .modified = source->source.modified };
    return (case_add_source(file, &known, number, &state) && case_forget_results(file, *number)) ||
           stop_case(rereading);
}

static bool finish(struct rereading *rereading, const struct known_source *source, uint32_t number,
                   enum outcome outcome)
{
    const struct index_source whole = index_known_source(&rereading->known, source);
    struct file_done done = { .outcome = outcome, .size = whole.size };
    if (outcome == OUTCOME_OK) { /* else nothing is known of what stands there now */
        done.examined = whole.size;
        done.rows = whole.rows;
        done.parsed = whole.parsed;
        done.failed = whole.failed;
        done.has_digest = true;
        memcpy(done.sha256, whole.sha256, SHA256_LENGTH);
        done.issuers = whole.issuers;
        done.dated = whole.dated;
        done.earliest = whole.earliest;
        done.latest = whole.latest;
    }
    return case_finish_source(rereading->session->file, number, &done) || stop_case(rereading);
}

static bool refuse(struct rereading *rereading, struct known_source *source,
                   const struct fault *fault)
{
    uint32_t number;
    return add_source(rereading, source, &number) &&
           add_journal(rereading, number, fault->outcome,
                       bytes_over(fault->sentence, strlen(fault->sentence)), source->source.size) &&
           finish(rereading, source, number, fault->outcome);
}

/* NULL where it stands there as it was. */
static const struct fault *look_at(const struct rereading *rereading,
                                   const struct known_source *source, struct evidence_file *file)
{
    if (!evidence_again_find(rereading->session, index_known_path(&rereading->known, source),
                             file)) {
        return &gone;
    }
    return file->size == source->source.size && file->modified == source->source.modified
               ? NULL
               : &outdated;
}

/* What could not be read when the index was built could not be matched either. */
static bool note_failed(struct rereading *rereading, const struct known_source *source,
                        uint32_t number)
{
    static const char sentence[] = "certificates in it could not be read when the index was built";
    return source->source.failed == 0 || source->walked ||
           add_journal(rereading, number, OUTCOME_MALFORMED,
                       bytes_over(sentence, sizeof(sentence) - 1), 0);
}

/* Goes on to the next source that is read again. False at the end and when the session must
 * stop. */
static bool next_source(struct rereading *rereading, struct reread *reread)
{
    while (rereading->next < rereading->known.count) {
        struct known_source *source = &rereading->known.items[rereading->next++];
        struct evidence_file file;
        const struct fault *fault = look_at(rereading, source, &file);
        if (fault != NULL) {
            if (rereading->session->stopped || !refuse(rereading, source, fault)) {
                return false;
            }
            continue;
        }
        *reread = (struct reread){ .source = source, .places = buffer_bytes(&source->places) };
        if (!add_source(rereading, source, &reread->number) ||
            !note_failed(rereading, source, reread->number) ||
            !finish(rereading, source, reread->number, OUTCOME_OK)) {
            return false;
        }
        if (source->places.used > 0 || source->walked) {
            return true;
        }
    }
    return false;
}

/* What is to be done next: once more, or more places of a source, or another source. */
static bool next_reread(struct rereading *rereading, struct reread *reread)
{
    struct reread *current = &rereading->current;
    if (rereading->again.source != NULL) {
        *reread = rereading->again;
        rereading->again = (struct reread){ 0 };
        return true;
    }
    if (current->places.left == 0 && !next_source(rereading, current)) {
        return false;
    }
    *reread = *current;
    if (current->source->walked || current->places.left <= PLACES_OF_JOB ||
        !bytes_take(&current->places, PLACES_OF_JOB, &reread->places)) {
        current->places = (struct bytes){ 0 };
    }
    return true;
}

static struct reread *slot_of(struct rereading *rereading, uint64_t job)
{
    size_t i = 0;
    while (rereading->active[i].job != job) {
        i++;
    }
    return &rereading->active[i];
}

/* Without it a worker finds nothing: where it is -1, the session is stopped. */
static int copy_table(struct rereading *rereading)
{
    const int table = dup(rereading->table);
    if (table < 0) {
        (void)session_stop(rereading->session, "no descriptor is left for the index of keys");
    }
    return table;
}

static bool open_job(struct rereading *rereading, const struct reread *reread, struct job *job)
{
    struct evidence_file file;
    const int table = copy_table(rereading);
    if (table < 0) {
        return false;
    }
    const struct fault *fault = look_at(rereading, reread->source, &file);
    const int fd = fault == NULL ? evidence_again_open(rereading->session, &file, &fault) : -1;
    if (fd < 0) {
        (void)close(table);
        (void)(rereading->session->stopped || refuse(rereading, reread->source, fault));
        return false;
    }
    *job = (struct job){ .kind = reread->source->walked ? JOB_INVENTORY : JOB_PLACES,
                         .number = ++rereading->jobs,
                         .count = 1,
                         .table = table };
    job->files[0] = (struct job_file){
        .number = reread->number, .fd = fd, .size = file.size, .mode = SCAN_WHOLE, .to = file.size
    };
    if (!reread->source->walked) {
        job->extra = reread->places;
    }
    return true;
}

static bool next_job(void *context, struct job *job)
{
    struct rereading *rereading = context;
    struct reread reread;
    while (!rereading->session->stopped && next_reread(rereading, &reread)) {
        if (open_job(rereading, &reread, job)) {
            reread.job = job->number;
            *slot_of(rereading, 0) = reread;
            return true;
        }
    }
    return false;
}

static bool take_done(struct rereading *rereading, struct reread *reread,
                      const struct file_done *done)
{
    reread->done = true;
    if (reread->source->walked) {
        return case_finish_source(rereading->session->file, reread->number, done);
    }
    return done->outcome == OUTCOME_OK ||
           finish(rereading, reread->source, reread->number, done->outcome);
}

static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct rereading *rereading = context;
    struct reread *reread = slot_of(rereading, job->number);
    struct case_file *file = rereading->session->file;
    bool kept = true;
    if (record->file != reread->number || rereading->session->stopped) {
        return;
    }
    if (record->kind == RECORD_CERTIFICATE) {
        kept = case_add_certificate(file, record->file, &record->certificate);
        rereading->progress.matches += record->certificate.matched ? 1 : 0;
    } else if (record->kind == RECORD_JOURNAL) {
        kept = case_add_journal(file, record->file, &record->journal);
    } else if (record->kind == RECORD_FILE_DONE) {
        kept = take_done(rereading, reread, &record->done);
    }
    if (!kept) {
        (void)stop_case(rereading);
    }
}

static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    static const char silent[] = "its worker gave no result";
    struct rereading *rereading = context;
    struct reread *reread = slot_of(rereading, job->number);
    (void)end;
    if (!reread->done && !rereading->session->stopped) {
        reread->tries++;
        const struct bytes sentence = bytes_over(
            reason != NULL ? reason : silent, reason != NULL ? strlen(reason) : sizeof(silent) - 1);
        if (reread->tries < TRIES_MAX && rereading->again.source == NULL) {
            rereading->again = *reread;
        } else if (add_journal(rereading, reread->number, OUTCOME_LOST, sentence, 0)) {
            (void)finish(rereading, reread->source, reread->number, OUTCOME_LOST);
        }
    }
    reread->job = 0;
}

static bool tick(void *context)
{
    struct rereading *rereading = context;
    return session_tick(rereading->session, &rereading->progress);
}

static bool read_again(struct rereading *rereading)
{
    const struct pool_client client = { rereading, next_job, take_record, end_job, tick };
    rereading->progress = (struct progress_state){ .phase = "match" };
    if (!pool_run(rereading->session->pool, &client)) {
        (void)session_stop_workers(rereading->session);
    }
    progress_line_clear(rereading->session->line);
    return !rereading->session->stopped;
}

/* What is wrong with the index itself. */
static bool settle_index(struct rereading *rereading, const struct source *source)
{
    const struct index_known *known = &rereading->known;
    const bool damaged = known->fault.used > 0;
    struct file_done done = known->done;
    done.size = source->size;
    done.rows = done.parsed = 0; /* its sources have them */
    return (!damaged || add_journal(rereading, source->number, done.outcome,
                                    buffer_bytes(&known->fault), source->size)) &&
           (case_finish_source(rereading->session->file, source->number, &done) ||
            stop_case(rereading));
}

static bool ask(struct rereading *rereading, const struct source_list *list,
                const struct source *source)
{
    const struct fault *fault;
    const int fd = source_open(list, source, &fault);
    if (fd < 0) {
        return source_refuse(rereading->session, source->number, fault, JOURNAL_UNREAD,
                             source->size);
    }
    const int table = copy_table(rereading);
    if (table < 0) {
        (void)close(fd);
        return false;
    }
    return index_known_read(&rereading->known, rereading->session, JOB_LOOK_UP, fd, source->size,
                            table) &&
           (case_begin(rereading->session->file) || stop_case(rereading)) &&
           (case_forget_results(rereading->session->file, source->number) ||
            stop_case(rereading)) &&
           read_again(rereading) && settle_index(rereading, source) &&
           (case_commit(rereading->session->file) || stop_case(rereading));
}

bool index_match(struct session *session, const struct source_list *list,
                 const struct source *source, int table)
{
    struct rereading *rereading = calloc(1, sizeof(*rereading));
    if (rereading == NULL) {
        return session_stop(session, "out of memory");
    }
    rereading->session = session;
    rereading->root = source->root;
    rereading->kind = source->kind;
    rereading->table = table;
    const bool matched = ask(rereading, list, source);
    index_known_clear(&rereading->known);
    free(rereading);
    return matched;
}
