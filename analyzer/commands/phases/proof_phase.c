#include "commands/phases/proof_phase.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"
#include "commands/options/proof_settings.h"
#include "commands/phases/sealing.h"
#include "commands/sources/evidence_again.h"
#include "commands/sources/volume_sets.h"
#include "workers/job_files.h"

/* One sighting of each proven key is enough to derive it again. */
struct replay_item {
    uint64_t number;
    struct buffer path, provenance;
    char name[KEY_IDENTITY_TEXT];
};

struct replaying {
    struct session *session;
    struct replay_item *items;
    size_t count, room, next;
    struct progress_state progress;
};

static bool grow(struct replaying *replaying)
{
    struct replay_item *items =
        item_room(replaying->items, replaying->count, &replaying->room, 256, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    replaying->items = items;
    return true;
}

/* Sightings come sorted by key, so the first of each is taken. */
static bool add_sighting(void *context, const struct case_sighting *sighting)
{
    struct replaying *replaying = context;
    if (sighting->verdict != VERDICT_PROVEN ||
        (replaying->count > 0 &&
         strcmp(replaying->items[replaying->count - 1].name, sighting->name) == 0)) {
        return true;
    }
    bool due = false;
    if (!sealing_is_due(replaying->session, sighting->name, &due)) {
        return false;
    }
    if (!due && !replaying->session->new_proofs) {
        return true;
    }
    if (!grow(replaying)) {
        return session_stop(replaying->session, "out of memory");
    }
    struct replay_item *item = &replaying->items[replaying->count++];
    *item = (struct replay_item){ .number = sighting->number };
    memcpy(item->name, sighting->name, strnlen(sighting->name, sizeof(item->name) - 1));
    return (buffer_append(&item->path, sighting->path) && buffer_append_byte(&item->path, 0) &&
            buffer_append(&item->provenance, sighting->provenance)) ||
           session_stop(replaying->session, "out of memory");
}

static bool next_job(void *context, struct job *job)
{
    struct replaying *replaying = context;
    struct session *session = replaying->session;
    while (replaying->next < replaying->count && !session->stopped) {
        struct replay_item *item = &replaying->items[replaying->next++];
        const struct fault *fault;
        struct evidence_file file;
        struct bytes path = bytes_over(item->path.at, item->path.used - 1);
        if (!evidence_again_find(session, path, &file)) {
            continue;
        }
        int descriptor = evidence_again_open(session, &file, &fault);
        if (descriptor < 0) {
            continue;
        }
        *job = (struct job){ .kind = JOB_REPLAY,
                             .number = replaying->next,
                             .count = 1,
                             .table = -1,
                             .extra = buffer_bytes(&item->provenance) };
        job->files[0] = (struct job_file){ .number = (uint32_t)replaying->next,
                                           .fd = descriptor,
                                           .size = file.size,
                                           .mode = SCAN_WHOLE };
        volume_sets_reopen(session, path, job->extra, job, 0);
        if (!session->stopped) {
            return true;
        }
        job_files_close(job);
    }
    return false;
}

/* A worker is not trusted: the answer must be for the key that was asked for. */
static void take_record(void *context, const struct job *job, const struct record *record)
{
    struct replaying *replaying = context;
    if (record->kind != RECORD_REPLAYED || record->replayed.verdict != VERDICT_PROVEN) {
        return;
    }
    const struct replay_item *item = &replaying->items[job->number - 1];
    if (strcmp(item->name, record->replayed.identity) != 0) {
        return;
    }
    replaying->progress.items++;
    if (replaying->session->new_proofs &&
        !case_put_proof(replaying->session->file, item->name, record->replayed.proof)) {
        (void)session_stop_case(replaying->session);
    }
}

static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    (void)context;
    (void)job;
    (void)end;
    (void)reason;
}

static bool tick(void *context)
{
    struct replaying *replaying = context;
    return session_tick(replaying->session, &replaying->progress);
}

bool proof_phase(struct session *session)
{
    struct replaying replaying = { .session = session };
    const struct pool_client client = { &replaying, next_job, take_record, end_job, tick };
    bool done = (case_each_sighting(session->file, &replaying, add_sighting) ||
                 session_stop_case(session)) &&
                (case_begin(session->file) || session_stop_case(session));
    if (done) {
        replaying.progress =
            (struct progress_state){ .phase = "proofs", .items_total = replaying.count };
        done = sealing_run(session, &client) || session_stop_workers(session);
        done = done && !session->stopped && proof_settings_keep(session) &&
               (case_commit(session->file) || session_stop_case(session));
    }
    if (done && replaying.progress.items < replaying.count) {
        session_say(session, true,
                    "%llu keys could not be derived again, for their proofs or to be sealed: "
                    "their evidence is not there, or their passphrase, which --passphrases gives, "
                    "or run --harvest-passphrases in a new case",
                    (unsigned long long)(replaying.count - replaying.progress.items));
    }
    for (size_t i = 0; i < replaying.count; i++) {
        buffer_clear(&replaying.items[i].path);
        buffer_clear(&replaying.items[i].provenance);
    }
    free(replaying.items);
    return done;
}
