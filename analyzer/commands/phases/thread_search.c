#include "commands/phases/thread_search.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bounds.h"
#include "commands/phases/thread_files.h"
#include "commands/phases/thread_mails.h"
#include "commands/sources/evidence_again.h"
#include "evidence/harvest.h"
#include "evidence/mail_search.h"

struct thread_search {
    struct session *session;
    struct thread_files files;
    struct buffer *orders; /* what the job of each file carries, while it runs */
    struct thread_mails mails;
    struct buffer wanted; /* ids that are asked for */
    size_t next;          /* file that is asked next */
    unsigned turn;
    bool growing; /* the last turn named more */
    struct progress_state progress;
};

struct thread_search *thread_search_new(struct session *session)
{
    struct thread_search *search = calloc(1, sizeof(*search));
    if (search != NULL) {
        search->session = session;
    }
    return search;
}

void thread_search_free(struct thread_search *search)
{
    if (search == NULL) {
        return;
    }
    for (size_t i = 0; search->orders != NULL && i < search->files.count; i++) {
        buffer_clear(&search->orders[i]);
    }
    free(search->orders);
    thread_files_clear(&search->files);
    thread_mails_clear(&search->mails);
    buffer_clear(&search->wanted);
    free(search);
}

static bool is_in_mail(struct bytes provenance)
{
    struct place place;
    bool within = false;
    while (!within && provenance_take(&provenance, &place)) {
        within = place.kind == PLACE_PART || place.kind == PLACE_TEXT;
    }
    return within;
}

bool thread_search_add(struct thread_search *search, size_t key, uint32_t source, struct bytes path,
                       struct bytes provenance)
{
    return !is_in_mail(provenance) ||
           (thread_files_add(&search->files, path, source) &&
            thread_mails_add_key(&search->mails, key, source, provenance));
}

static void own_keys(const struct thread_search *search, size_t file, size_t *first, size_t *count)
{
    thread_mails_keys_of(&search->mails, search->files.items[file].number, first, count);
}

static void place_keys(struct thread_search *search)
{
    for (size_t i = 0; i < search->files.count; i++) {
        size_t first, count;
        own_keys(search, i, &first, &count);
        for (size_t j = 0; j < count; j++) {
            search->mails.keys[first + j].file = i;
        }
    }
}

static bool write_order(struct thread_search *search, size_t at)
{
    struct buffer *order = &search->orders[at];
    size_t first, count;
    own_keys(search, at, &first, &count);
    count = count < THREAD_PLACES_MAX ? count : THREAD_PLACES_MAX;
    buffer_reset(order);
    bool put = mail_order_begin(order, count);
    for (size_t i = 0; put && i < count; i++) {
        put = mail_order_put(order, search->mails.keys[first + i].provenance);
    }
    return (put && buffer_append(order, buffer_bytes(&search->wanted))) ||
           session_stop(search->session, "out of memory");
}

/* In the first turn the files of the keys tell what thread each is of. */
static bool next_job(void *context, struct job *job)
{
    struct thread_search *search = context;
    const struct fault *fault;
    while (!search->session->stopped && search->next < search->files.count) {
        const size_t at = search->next++;
        const struct thread_file *file = &search->files.items[at];
        const int descriptor = search->turn > 0 || file->own
                                   ? evidence_again_open(search->session, &file->file, &fault)
                                   : -1;
        if (descriptor < 0) { /* the scan has said what stands there */
            continue;
        }
        *job = (struct job){ .kind = JOB_THREAD, .number = at + 1, .count = 1, .table = -1 };
        job->files[0] = (struct job_file){
            .number = file->number, .fd = descriptor, .size = file->file.size, .mode = SCAN_WHOLE
        };
        if (write_order(search, at)) {
            job->extra = buffer_bytes(&search->orders[at]);
            return true;
        }
        (void)close(descriptor);
    }
    return false;
}

static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct thread_search *search = context;
    if (record->kind == RECORD_MAIL &&
        !thread_mails_take(&search->mails, (size_t)job->number - 1, &record->mail)) {
        (void)session_stop(search->session, "out of memory");
    }
    if (record->kind == RECORD_JOURNAL) { /* told once, whatever the turn */
        search->files.items[job->number - 1].bounded = true;
    }
}

static bool journal_at(struct thread_search *search, uint32_t source, struct bytes provenance,
                       enum outcome outcome, const char *sentence)
{
    const struct journal_entry entry = { .weight = JOURNAL_NOTE,
                                         .outcome = outcome,
                                         .provenance = provenance,
                                         .sentence = bytes_over(sentence, strlen(sentence)) };
    return case_add_unlock_journal(search->session->file, source, &entry) ||
           session_stop_case(search->session);
}

static bool journal(struct thread_search *search, uint32_t source, enum outcome outcome,
                    const char *sentence)
{
    return journal_at(search, source, bytes_over(NULL, 0), outcome, sentence);
}

static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    struct thread_search *search = context;
    const size_t at = (size_t)job->number - 1;
    assert(at < search->files.count);
    (void)reason;
    buffer_clear(&search->orders[at]);
    if (end != JOB_ENDED && !search->session->stopped) {
        (void)journal(search, search->files.items[at].number, OUTCOME_LOST,
                      "the worker that looked here for mails of a key's thread was lost");
    }
}

static bool tick(void *context)
{
    struct thread_search *search = context;
    return session_poll(search->session, &search->progress);
}

static bool tell_file_bounds(struct thread_search *search)
{
    bool told = true;
    for (size_t i = 0; told && i < search->files.count; i++) {
        const struct thread_file *file = &search->files.items[i];
        size_t first, count;
        own_keys(search, i, &first, &count);
        told = !file->bounded ||
               journal(search, file->number, OUTCOME_BOUND,
                       "more mails of this file belong to threads of closed keys than are looked "
                       "through for passphrases");
        told = told && (count <= THREAD_PLACES_MAX ||
                        journal(search, file->number, OUTCOME_BOUND,
                                "more closed keys of this file lie in mails than have their "
                                "threads looked for"));
    }
    return told;
}

static bool tell_key_bounds(struct thread_search *search)
{
    bool told = true;
    for (size_t i = 0; told && i < search->mails.key_count; i++) {
        const struct thread_key *key = &search->mails.keys[i];
        told = !key->bounded || journal_at(search, key->source, key->provenance, OUTCOME_BOUND,
                                           "the thread of this key has more mails than are looked "
                                           "through for its passphrase");
    }
    return told;
}

static bool tell_bounds(struct thread_search *search)
{
    bool told = tell_file_bounds(search) && tell_key_bounds(search) &&
                (!search->growing ||
                 journal(search, search->mails.keys[0].source, OUTCOME_BOUND,
                         "mails of threads of closed keys name more mails, in more turns than are "
                         "looked for"));
    for (size_t i = 0; told && i < search->files.folder_count; i++) {
        const struct thread_folder *folder = &search->files.folders[i];
        told = !folder->bounded ||
               journal(search, folder->source, OUTCOME_BOUND,
                       "more files in its folder than are looked through for mails of a key's "
                       "thread");
    }
    return told;
}

/* Until nothing new is named. */
static bool run_turns(struct thread_search *search)
{
    const struct pool_client client = { search, next_job, take_record, end_job, tick };
    bool grown = true;
    for (search->turn = 0; grown && search->turn <= THREAD_TURNS_MAX; search->turn++) {
        search->next = 0;
        thread_mails_begin_turn(&search->mails);
        if (!pool_run(search->session->pool, &client)) {
            return session_stop_workers(search->session);
        }
        if (search->session->stopped) {
            return false;
        }
        if (!thread_mails_end_turn(&search->mails, &search->wanted, &grown)) {
            return session_stop(search->session, "out of memory");
        }
    }
    search->growing = grown;
    return true;
}

bool thread_search_run(struct thread_search *search)
{
    if (search->mails.key_count == 0) {
        return true;
    }
    if (!thread_files_list(&search->files, search->session)) {
        return false;
    }
    search->orders = calloc(search->files.count + 1, sizeof(*search->orders));
    search->progress =
        (struct progress_state){ .phase = "threads", .items_total = search->files.count };
    if (search->orders == NULL || !thread_mails_sort_keys(&search->mails)) {
        return session_stop(search->session, "out of memory");
    }
    place_keys(search);
    return run_turns(search) && tell_bounds(search);
}

/* Mails of one file stand together. */
uint64_t thread_search_bytes(const struct thread_search *search, size_t key)
{
    const struct thread_key *found = thread_mails_key(&search->mails, key);
    uint64_t bytes = 0;
    for (size_t i = 0; found != NULL && i < found->mail_count; i++) {
        const size_t file = search->mails.items[found->mails[i]].file;
        if (i == 0 || search->mails.items[found->mails[i - 1]].file != file) {
            bytes += search->files.items[file].file.size;
        }
    }
    return bytes;
}

/* The position of a file in a job; 0 is the key's own. SIZE_MAX: there is no room for it. */
static size_t file_slot(const struct thread_search *search, size_t file, uint32_t source,
                        struct thread_job_files *files)
{
    size_t at = 0;
    if (search->files.items[file].number == source) {
        return 0;
    }
    while (at < files->count && files->items[at] != file) {
        at++;
    }
    if (at == sizeof(files->items) / sizeof(files->items[0])) {
        return SIZE_MAX;
    }
    files->items[at] = file;
    files->count += at == files->count ? 1 : 0;
    return at + 1;
}

bool thread_search_put(const struct thread_search *search, size_t key, uint32_t source,
                       struct thread_job_files *files, struct buffer *mails, bool *fits)
{
    const struct thread_key *found = search != NULL ? thread_mails_key(&search->mails, key) : NULL;
    struct thread_job_files wider = *files;
    bool kept = true;
    *fits = true;
    for (size_t i = 0; kept && i < (found != NULL ? found->mail_count : 0); i++) {
        const struct thread_mail *mail = &search->mails.items[found->mails[i]];
        const size_t at = file_slot(search, mail->file, source, &wider);
        if (at == SIZE_MAX) {
            *fits = false;
            return true;
        }
        kept = harvest_mail_put(mails, at, thread_mail_provenance(mail));
    }
    *files = wider;
    return kept;
}

void thread_search_open(const struct thread_search *search, const struct thread_job_files *files,
                        struct job *job)
{
    const struct fault *fault;
    for (size_t i = 0; i < files->count; i++) {
        const struct thread_file *file = &search->files.items[files->items[i]];
        job->files[job->count++] =
            (struct job_file){ .number = file->number,
                               .fd = evidence_again_open(search->session, &file->file, &fault),
                               .size = file->file.size,
                               .mode = SCAN_WHOLE };
    }
}
