#include "commands/phases/sealing.h"

#include <stdio.h>
#include <string.h>

struct sealing_run {
    struct session *session;
    const struct pool_client *client;
};

static bool next_job(void *context, struct job *job)
{
    const struct sealing_run *run = context;
    return run->client->next(run->client->context, job);
}

/* A worker is not trusted: whose name is no proven key's is never looked up. */
static void take_record(void *context, const struct job *job, const struct record *record)
{
    const struct sealing_run *run = context;
    struct session *session = run->session;
    if (record->kind != RECORD_SEALED) {
        run->client->record(run->client->context, job, record);
    } else if (session->seals && !session->stopped &&
               !case_put_sealed(session->file, session->recipient_sha256, &record->sealing)) {
        (void)session_stop_case(session);
    }
}

static void end_job(void *context, const struct job *job, enum job_end end, const char *reason)
{
    const struct sealing_run *run = context;
    run->client->end(run->client->context, job, end, reason);
}

static bool tick(void *context)
{
    const struct sealing_run *run = context;
    return run->client->tick == NULL || run->client->tick(run->client->context);
}

bool sealing_run(struct session *session, const struct pool_client *client)
{
    struct sealing_run run = { session, client };
    const struct pool_client sealing = { &run, next_job, take_record, end_job, tick };
    return pool_run(session->pool, session->seals ? &sealing : client);
}

bool sealing_is_due(struct session *session, const char *name, bool *due)
{
    bool sealed = false;
    if (session->seals &&
        !case_is_sealed(session->file, session->recipient_sha256, name, &sealed)) {
        return session_stop_case(session);
    }
    *due = session->seals && !sealed;
    return true;
}

struct due_count {
    struct session *session;
    char last[KEY_IDENTITY_TEXT];
    uint64_t count;
};

/* Sightings come sorted by key. */
static bool count_due(void *context, const struct case_sighting *sighting)
{
    struct due_count *counting = context;
    bool due = false;
    if (sighting->verdict != VERDICT_PROVEN || strcmp(counting->last, sighting->name) == 0) {
        return true;
    }
    (void)snprintf(counting->last, sizeof(counting->last), "%s", sighting->name);
    if (!sealing_is_due(counting->session, sighting->name, &due)) {
        return false;
    }
    counting->count += due ? 1 : 0;
    return true;
}

bool sealing_count_due(struct session *session, uint64_t *count)
{
    struct due_count counting = { .session = session };
    const bool counted = !session->seals ||
                         case_each_sighting(session->file, &counting, count_due) ||
                         session_stop_case(session);
    *count = counting.count;
    return counted;
}
