#include "commands/phases/decrypt_phase.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bounds.h"
#include "commands/phases/decrypt_plan.h"
#include "commands/phases/sealing.h"
#include "commands/sources/evidence_again.h"
#include "evidence/evidence_decrypt.h"
#include "workers/job_files.h"

struct decrypt_job {
    uint64_t number; /* 0: not in use */
    uint32_t source;
    size_t from, count; /* messages of the plan */
    struct buffer list;
    bool opened;
};

struct decrypting {
    struct session *session;
    struct decrypt_plan plan;
    size_t from, count; /* messages that keys are handed out for */
    size_t next_key;
    uint64_t jobs, opened; /* of this round */
    struct decrypt_job active[JOBS_MAX + 1];
    struct progress_state progress;
};

static struct decrypt_job *job_slot(struct decrypting *decrypting, uint64_t number)
{
    for (size_t i = 0; i < sizeof(decrypting->active) / sizeof(decrypting->active[0]); i++) {
        if (decrypting->active[i].number == number) {
            return &decrypting->active[i];
        }
    }
    return NULL;
}

/* As it was scanned, where `as` says how that was. */
static bool open_file(struct session *session, struct job *job, struct bytes path,
                      const struct case_message *as)
{
    const struct fault *fault;
    struct evidence_file file;
    if (as != NULL ? !evidence_again_find_as(session, path, as->size, as->modified, &file)
                   : !evidence_again_find(session, path, &file)) {
        return false;
    }
    const int descriptor = evidence_again_open(session, &file, &fault);
    if (descriptor < 0) {
        return false;
    }
    job->files[job->count++] = (struct job_file){ .number = as != NULL ? as->source : 0,
                                                  .fd = descriptor,
                                                  .size = file.size,
                                                  .mode = SCAN_WHOLE };
    return true;
}

/* Paths of the job's files, in their order. */
struct job_paths {
    struct bytes items[JOB_FILES_MAX];
};

/* The file of the job that a key stands in. False where there is no room for one more. *file is
 * JOB_FILES_MAX where it cannot be opened. */
static bool file_of_key(struct session *session, struct job *job, struct job_paths *paths,
                        struct bytes path, size_t *file)
{
    for (*file = 0; *file < job->count; (*file)++) {
        if (bytes_equal(paths->items[*file], path)) {
            return true;
        }
    }
    if (job->count == JOB_FILES_MAX) {
        return false;
    }
    paths->items[job->count] = path;
    *file = open_file(session, job, path, NULL) ? job->count - 1 : JOB_FILES_MAX;
    return true;
}

/* Chosen keys from the next one on, as many as a job takes. */
static bool put_keys(struct decrypting *decrypting, struct job *job, struct buffer *keys,
                     size_t *count)
{
    const struct decrypt_plan *plan = &decrypting->plan;
    struct job_paths paths = { .items = { plan->messages[decrypting->from].at.path } };
    size_t file;
    for (; decrypting->next_key < plan->key_count && *count < CMS_KEYS_MAX;
         decrypting->next_key++) {
        const struct decrypt_key *key = &plan->keys[decrypting->next_key];
        if (!key->chosen) {
            continue;
        }
        if (!file_of_key(decrypting->session, job, &paths, buffer_bytes(&key->path), &file)) {
            return true;
        }
        if (file == JOB_FILES_MAX) {
            continue;
        }
        if (!decrypt_order_put_key(keys, file, buffer_bytes(&key->provenance))) {
            return false;
        }
        (*count)++;
    }
    return true;
}

static bool write_list(struct decrypting *decrypting, struct bytes keys, size_t count,
                       struct buffer *list)
{
    buffer_reset(list);
    bool put = decrypt_order_begin(list, count) && buffer_append(list, keys) &&
               decrypt_order_begin(list, decrypting->count);
    for (size_t i = 0; put && i < decrypting->count; i++) {
        put = decrypt_order_put_message(
            list, decrypting->plan.messages[decrypting->from + i].at.provenance);
    }
    return put;
}

/* False where no key is left for these messages, or their file is not what it was. */
static bool make_job(struct decrypting *decrypting, struct decrypt_job *slot, struct job *job)
{
    struct buffer keys = { 0 };
    const struct case_message *first = &decrypting->plan.messages[decrypting->from].at;
    size_t count = 0;
    *job = (struct job){ .kind = JOB_DECRYPT, .table = -1 };
    if (!open_file(decrypting->session, job, first->path, first)) {
        return false;
    }
    const bool put =
        put_keys(decrypting, job, &keys, &count) &&
        (count == 0 || write_list(decrypting, buffer_bytes(&keys), count, &slot->list));
    buffer_clear(&keys);
    if (!put || count == 0 || decrypting->session->stopped) {
        job_files_close(job);
        return put ? false : session_stop(decrypting->session, "out of memory");
    }
    slot->number = job->number = ++decrypting->jobs;
    slot->source = first->source;
    slot->from = decrypting->from;
    slot->count = decrypting->count;
    slot->opened = false;
    job->extra = buffer_bytes(&slot->list);
    return true;
}

static bool next_job(void *context, struct job *job)
{
    struct decrypting *decrypting = context;
    struct decrypt_job *slot = job_slot(decrypting, 0);
    while (slot != NULL && !decrypting->session->stopped) {
        if (decrypting->count > 0 && make_job(decrypting, slot, job)) {
            return true;
        }
        decrypting->from += decrypting->count;
        decrypting->next_key = 0;
        if (decrypting->from == decrypting->plan.message_count) {
            decrypting->count = 0;
            return false;
        }
        decrypting->count = decrypt_plan_choose(&decrypting->plan, decrypting->from);
    }
    return false;
}

static bool settle(struct decrypting *decrypting, struct decrypt_job *slot,
                   const struct opened_message *opened)
{
    if (opened->number == 0 || opened->number > slot->count) {
        return true; /* a worker is not trusted */
    }
    const struct decrypt_message *message =
        &decrypting->plan.messages[slot->from + (size_t)opened->number - 1];
    decrypting->opened++;
    decrypting->progress.items++;
    slot->opened = true;
    return case_settle_message(decrypting->session->file, slot->source, message->at.provenance,
                               opened);
}

/* A worker is not trusted: what it tells has to be of the file with the messages. */
static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct decrypting *decrypting = context;
    struct case_file *file = decrypting->session->file;
    struct decrypt_job *slot = job_slot(decrypting, job->number);
    bool kept = true;
    if (slot == NULL || record->file != slot->source || decrypting->session->stopped) {
        return;
    }
    if (record->kind == RECORD_KEY) {
        kept = case_add_key(file, slot->source, &record->key);
        decrypting->progress.keys += record->key.finding.verdict == VERDICT_PROVEN ? 1 : 0;
    } else if (record->kind == RECORD_CERTIFICATE) {
        kept = case_add_certificate(file, slot->source, &record->certificate);
    } else if (record->kind == RECORD_JOURNAL) {
        kept = case_add_journal(file, slot->source, &record->journal);
    } else if (record->kind == RECORD_REQUEST) {
        kept = case_add_request(file, slot->source, &record->request);
    } else if (record->kind == RECORD_FRAGMENT) {
        kept = case_add_fragment(file, slot->source, &record->fragment);
    } else if (record->kind == RECORD_OPENED) {
        kept = settle(decrypting, slot, &record->opened);
    }
    if (!kept) {
        (void)session_stop_case(decrypting->session);
    }
}

static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    struct decrypting *decrypting = context;
    struct session *session = decrypting->session;
    struct decrypt_job *slot = job_slot(decrypting, job->number);
    assert(slot != NULL);
    (void)reason;
    if (end != JOB_ENDED && !session->stopped) {
        session_say(session, true,
                    "a worker that opened encrypted messages was lost; they stay closed");
    }
    if (slot->opened && !session->stopped && !case_settle_opened(session->file, slot->source)) {
        (void)session_stop_case(session);
    }
    slot->number = 0;
}

static bool tick(void *context)
{
    struct decrypting *decrypting = context;
    return session_poll(decrypting->session, &decrypting->progress);
}

/* *opened: how many messages were. */
static bool do_round(struct decrypting *decrypting, uint64_t *opened)
{
    const struct pool_client client = { decrypting, next_job, take_record, end_job, tick };
    struct session *session = decrypting->session;
    decrypting->from = decrypting->count = decrypting->next_key = 0;
    decrypting->opened = 0;
    bool done = decrypt_plan_read(&decrypting->plan, session->file) || session_stop_case(session);
    if (done && decrypting->plan.message_count > 0 && decrypting->plan.key_count > 0) {
        decrypting->progress =
            (struct progress_state){ .phase = "decrypt",
                                     .items_total = decrypting->plan.message_count };
        done =
            (sealing_run(session, &client) || session_stop_workers(session)) && !session->stopped;
        progress_line_clear(session->line);
    }
    if (done && decrypting->plan.bounded && decrypting->opened == 0) {
        session_say(session, true,
                    "on encrypted messages whose readers no certificate in the evidence names, "
                    "only the first %u found keys were tried",
                    DECRYPT_ANY_KEYS_MAX);
    }
    decrypt_plan_clear(&decrypting->plan);
    *opened = decrypting->opened;
    return done;
}

bool decrypt_phase(struct session *session)
{
    struct decrypting *decrypting = calloc(1, sizeof(*decrypting));
    uint64_t opened = 1;
    if (decrypting == NULL) {
        return session_stop(session, "out of memory");
    }
    decrypting->session = session;
    bool done = case_begin(session->file) || session_stop_case(session);
    for (unsigned round = 0; done && opened > 0 && round < DECRYPT_ROUNDS_MAX; round++) {
        done = do_round(decrypting, &opened);
    }
    if (done && opened > 0) {
        session_say(session, true,
                    "keys in opened messages were tried on others %u times, and no more",
                    DECRYPT_ROUNDS_MAX);
    }
    done = done && (case_commit(session->file) || session_stop_case(session));
    for (size_t i = 0; i < sizeof(decrypting->active) / sizeof(decrypting->active[0]); i++) {
        buffer_clear(&decrypting->active[i].list);
    }
    free(decrypting);
    return done;
}
