#include "workers/pool.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "bytes/heap_guard.h"
#include "limit.h"
#include "workers/job_files.h"
#include "workers/milliseconds.h"
#include "workers/spawner.h"
#include "workers/worker_link.h"

#define TICK_MILLISECONDS 500
#define POLL_MILLISECONDS 200
/* The pool's clock goes no further than this in one turn of the loop: when the
 * coordinator itself stood still (a slow disk, a suspended machine, job control)
 * no worker is to blame. */
#define TURN_MILLISECONDS_MAX 1000
/* What makes workers, and does not answer within this time; a worker that does not say that it is
 * confined. */
#define STARTING_MILLISECONDS ((int64_t)WORKER_SILENCE_MAX * 1000)
/* Workers that could not be made, in a row. */
#define FAILURES_MAX 5

struct pool {
    unsigned count; /* of links; 0: in this process */
    struct worker_link links[JOBS_MAX];
    const struct worker_body *body;
    struct buffer settings;
    void *state; /* of the body, without workers */
    bool prepared;
    struct spawner spawner;
    bool started, broken; /* broken: no spawner, or no memory of ours */
    bool awaited;
    const char *why_none; /* awaited in vain */
    struct job first;     /* for which workers are made */
    bool first_waits;
    unsigned failures;
    char refusal[LOSS_REASON_LENGTH]; /* why the last worker that failed did so */
    struct pool_limits limits;
    struct buffer text;
    int64_t clock, looked_at, ticked_at; /* milliseconds; the first stands still at times */
    int64_t owed_since;                  /* of that clock: by the spawner */
    struct wait_mark at_owed;
};

static void advance_clock(struct pool *pool)
{
    int64_t now = milliseconds_now(), turn = now - pool->looked_at;
    pool->clock += turn < TURN_MILLISECONDS_MAX ? turn : TURN_MILLISECONDS_MAX;
    pool->looked_at = now;
}

static bool wants_stop(struct pool *pool, const struct pool_client *client)
{
    if (client->tick == NULL || milliseconds_now() - pool->ticked_at < TICK_MILLISECONDS) {
        return false;
    }
    pool->ticked_at = milliseconds_now();
    return !client->tick(client->context);
}

static void give_up_worker(struct pool *pool, struct worker_link *link)
{
    link_close(link);
    if (!link->exited && !spawner_kill(&pool->spawner, link->pid)) {
        pool->broken = true;
    }
}

static void ask_for_workers(struct pool *pool)
{
    for (unsigned i = 0; i < pool->count; i++) {
        if (pool->links[i].state != LINK_ABSENT || pool->failures >= FAILURES_MAX) {
            continue;
        }
        if (!spawner_ask(&pool->spawner, i)) {
            pool->broken = true;
            return;
        }
        pool->links[i].state = LINK_ASKED;
    }
}

static void note_exit(struct pool *pool, pid_t pid, int status)
{
    for (unsigned i = 0; i < pool->count; i++) {
        struct worker_link *link = &pool->links[i];
        if (link->state > LINK_ASKED && link->pid == pid && !link->exited) {
            link->exited = true;
            link->status = status;
        }
    }
}

static void hear_spawner(struct pool *pool)
{
    struct spawner_message message;
    pool->owed_since = pool->clock;
    if (!spawner_hear(&pool->spawner, &message)) {
        pool->broken = true;
        return;
    }
    if (message.report == SPAWNER_EXITED) {
        note_exit(pool, message.pid, message.status);
        return;
    }
    struct worker_link *link = &pool->links[message.slot];
    assert(message.slot < pool->count && link->state == LINK_ASKED);
    if (message.report == SPAWNER_MADE) {
        link_open(link, message.pid, message.channel, pool->clock);
        return;
    }
    link->state = LINK_ABSENT;
    pool->failures++;
}

static void end_job(struct pool *pool, struct worker_link *link, const struct pool_client *client)
{
    assert(client != NULL); /* no link that is heard without one is busy */
    pool->failures = 0;
    client->end(client->context, &link->job, JOB_ENDED, NULL);
    if (link->files >= pool->limits.files) {
        give_up_worker(pool, link);
        link->state = LINK_RETIRING;
    }
}

/* True when a job ended, or one was offered. */
static bool hear_link(struct pool *pool, struct worker_link *link, const struct pool_client *client)
{
    struct link_ears ears = { .client = client, .text = &pool->text, .now = pool->clock };
    switch (link_receive(link, &ears)) {
    case LINK_QUIET:
    case LINK_READY:
        return ears.offered;
    case LINK_JOB_DONE:
        end_job(pool, link, client);
        return true;
    case LINK_NO_MEMORY:
        pool->broken = true;
        return false;
    case LINK_CLOSED:
    case LINK_LYING:
        break;
    }
    give_up_worker(pool, link);
    return false;
}

static void watch_time(struct pool *pool, struct worker_link *link)
{
    if (link->channel < 0 || (link->state != LINK_BUSY && link->state != LINK_STARTING)) {
        return;
    }
    int64_t silence = link->state == LINK_BUSY ? pool->limits.silence : pool->limits.starting;
    if (run_queue_could_work(link->pid, pool->clock, link->heard, &link->at_heard) > silence) {
        link->fault = "no sign of life within the time allowed";
    } else if (run_queue_could_work(link->pid, pool->clock, link->file_begun,
                                    &link->at_file_begun) > pool->limits.file_time) {
        link->fault = "one file took longer than allowed";
    } else {
        return;
    }
    link->late = true;
    give_up_worker(pool, link);
}

static bool spawner_owes(const struct pool *pool)
{
    unsigned i = 0;
    while (i < pool->count && !link_waits_for_spawner(&pool->links[i])) {
        i++;
    }
    return i < pool->count;
}

/* Nobody but it makes a worker, or says that one is gone: what waits for it would wait for good. */
static void watch_spawner(struct pool *pool)
{
    if (!spawner_owes(pool)) {
        pool->owed_since = pool->clock;
        return;
    }
    const int64_t silent =
        run_queue_could_work(pool->spawner.pid, pool->clock, pool->owed_since, &pool->at_owed);
    if (silent > pool->limits.starting) {
        pool->broken = true;
        pool->spawner.answers = false;
    } else if (silent > TURN_MILLISECONDS_MAX) {
        spawner_wake(&pool->spawner);
    }
}

/* Records that never left the worker are done again; the file it was at is not. */
static void tell_where_it_died(struct pool *pool, struct worker_link *link,
                               const struct pool_client *client)
{
    size_t slot = (size_t)(link - pool->links);
    uint64_t mark = atomic_load(&file_mark_at(pool->spawner.marks, slot)->file);
    if (mark > 0 && mark - 1 <= UINT32_MAX) {
        link_mark_begun(link, (uint32_t)(mark - 1), client);
    }
}

/* A worker whose channel is read to its end and whose process is gone. `client`
 * NULL: whatever it did is given up. True when a job ended by it. */
static bool bury(struct pool *pool, struct worker_link *link, const struct pool_client *client)
{
    if (!link->exited || link->channel >= 0) {
        return false;
    }
    bool was_busy = link->state == LINK_BUSY && client != NULL;
    if (was_busy) {
        tell_where_it_died(pool, link, client);
        char reason[LOSS_REASON_LENGTH];
        link_loss_reason(link, reason);
        client->end(client->context, &link->job, link->late ? JOB_LOST_TIME : JOB_LOST_SIGNAL,
                    reason);
    }
    if (link->state == LINK_STARTING || link->state == LINK_IDLE) {
        pool->failures++;
        link_loss_reason(link, pool->refusal);
    }
    link_forget(link);
    return was_busy;
}

/* One turn: waits for a while and does what came up. True when the client may have a job. */
static bool turn(struct pool *pool, const struct pool_client *client)
{
    struct pollfd watched[1 + JOBS_MAX];
    watched[0] = (struct pollfd){ .fd = pool->spawner.control, .events = POLLIN };
    for (unsigned i = 0; i < pool->count; i++) {
        const struct worker_link *link = &pool->links[i];
        short events = link->outgoing.used > 0 ? POLLIN | POLLOUT : POLLIN;
        int channel = link->state > LINK_ASKED ? link->channel : -1;
        watched[1 + i] = (struct pollfd){ .fd = channel, .events = events };
    }
    int ready = poll(watched, 1 + pool->count, POLL_MILLISECONDS);
    advance_clock(pool);
    if (ready < 0) {
        pool->broken = errno != EINTR;
        return false;
    }
    bool ended = false;
    for (unsigned i = 0; i < pool->count; i++) {
        struct worker_link *link = &pool->links[i];
        if ((watched[1 + i].revents & POLLOUT) != 0 && link_send(link) == LINK_CLOSED) {
            give_up_worker(pool, link);
        } else if ((watched[1 + i].revents & ~POLLOUT) != 0) {
            ended = hear_link(pool, link, client) || ended;
        }
        watch_time(pool, link); /* also when it speaks at every turn: it may never end */
        ended = bury(pool, link, client) || ended;
    }
    if (watched[0].revents != 0) {
        hear_spawner(pool);
    }
    watch_spawner(pool);
    return ended;
}

static bool next_job(struct pool *pool, const struct pool_client *client, struct job *job)
{
    if (!pool->first_waits) {
        return client->next(client->context, job);
    }
    *job = pool->first;
    pool->first_waits = false;
    return true;
}

/* Hands jobs to all that are idle. False: the client has none for now. */
static bool hand_out(struct pool *pool, const struct pool_client *client)
{
    for (unsigned i = 0; i < pool->count; i++) {
        struct worker_link *link = &pool->links[i];
        struct job job;
        if (link->state != LINK_IDLE || link->channel < 0 || pool->broken) {
            continue;
        }
        if (!next_job(pool, client, &job)) {
            return false;
        }
        if (!link_hand_over(link, &job, pool->clock)) {
            pool->broken = true;
            return false;
        }
        if (link_send(link) == LINK_CLOSED) {
            give_up_worker(pool, link);
        }
    }
    return true;
}

static unsigned count_in(const struct pool *pool, enum link_state least, enum link_state most)
{
    unsigned count = 0;
    for (unsigned i = 0; i < pool->count; i++) {
        count += pool->links[i].state >= least && pool->links[i].state <= most ? 1 : 0;
    }
    return count;
}

/* Every job under way is forgotten, and its worker with it. */
static void give_up_jobs(struct pool *pool)
{
    for (unsigned i = 0; i < pool->count; i++) {
        if (pool->links[i].state == LINK_BUSY) {
            give_up_worker(pool, &pool->links[i]);
        }
    }
    while (!pool->broken && count_in(pool, LINK_BUSY, LINK_BUSY) > 0) {
        (void)turn(pool, NULL);
    }
}

static bool run_with_workers(struct pool *pool, const struct pool_client *client)
{
    bool more = true;
    pool->failures = 0;
    while (!pool->broken) {
        ask_for_workers(pool);
        more = more && hand_out(pool, client);
        if (!more && count_in(pool, LINK_BUSY, LINK_BUSY) == 0) {
            return true;
        }
        if (count_in(pool, LINK_ASKED, LINK_RETIRING) == 0 || wants_stop(pool, client)) {
            break;
        }
        more = turn(pool, client) || more;
    }
    give_up_jobs(pool);
    return false;
}

struct in_process {
    struct pool *pool;
    const struct pool_client *client;
    struct job job; /* without descriptors, as the client sees it */
    bool stop;
};

static void deliver(void *context, const struct record *record)
{
    struct in_process *here = context;
    here->client->record(here->client->context, &here->job, record);
    here->stop = here->stop || wants_stop(here->pool, here->client);
}

static bool run_here(struct pool *pool, const struct pool_client *client)
{
    struct in_process here = { .pool = pool, .client = client };
    const struct record_sink sink = { .context = &here, .record = deliver };
    struct job job;
    heap_guard_begin("keytrawl: out of memory\n");
    while (!here.stop && next_job(pool, client, &job)) {
        here.job = job;
        for (size_t i = 0; i < job.count; i++) {
            here.job.files[i].fd = -1;
        }
        for (size_t i = 0; i < job.volume_count; i++) {
            here.job.volumes[i].fd = -1;
        }
        here.job.table = -1;
        pool->body->work(pool->state, &job, &sink);
        job_files_close(&job);
        client->end(client->context, &here.job, JOB_ENDED, NULL);
        here.stop = here.stop || wants_stop(pool, client);
    }
    return !here.stop;
}

static const char *await_workers(struct pool *pool)
{
    const char *why = NULL;
    if (!spawner_wait(&pool->spawner, pool->limits.file_time, &why)) {
        return why;
    }
    ask_for_workers(pool);
    while (!pool->broken && count_in(pool, LINK_ASKED, LINK_STARTING) > 0) {
        (void)turn(pool, NULL);
        ask_for_workers(pool);
    }
    if (!pool->broken && count_in(pool, LINK_IDLE, LINK_IDLE) > 0) {
        return NULL;
    }
    static char refusal[2 * LOSS_REASON_LENGTH]; /* outlives the pool that is about to go */
    (void)snprintf(refusal, sizeof(refusal), "no worker could be made: %s",
                   pool->refusal[0] != '\0' ? pool->refusal
                                            : "no process, no descriptor or no memory");
    return refusal;
}

static const char *prepare_here(struct pool *pool)
{
    pool->prepared = pool->body->prepare(buffer_bytes(&pool->settings), &pool->state);
    return pool->prepared ? NULL : "what the work needs could not be loaded";
}

bool pool_await(struct pool *pool, const char **why)
{
    if (!pool->awaited) {
        pool->awaited = true;
        pool->looked_at = milliseconds_now();
        pool->why_none = pool->count > 0 ? await_workers(pool) : prepare_here(pool);
    }
    *why = pool->why_none;
    return pool->why_none == NULL;
}

bool pool_run(struct pool *pool, const struct pool_client *client)
{
    const char *why;
    bool ran = true;
    if (!pool->awaited || pool->why_none != NULL) {
        pool->first_waits = client->next(client->context, &pool->first);
        if (!pool->first_waits) {
            return true;
        }
        ran = pool_await(pool, &why);
    }
    pool->looked_at = pool->ticked_at = milliseconds_now();
    ran = ran && (pool->count == 0 ? run_here(pool, client) : run_with_workers(pool, client));
    if (pool->first_waits) { /* nobody took it */
        job_files_close(&pool->first);
        pool->first_waits = false;
    }
    return ran;
}

struct pool *pool_begin(unsigned jobs, const struct worker_body *body, struct bytes settings,
                        const char **why)
{
    struct pool *pool = calloc(1, sizeof(*pool));
    if (pool == NULL || !buffer_append(&pool->settings, settings)) {
        free(pool);
        *why = "no memory for workers";
        return NULL;
    }
    pool->count = jobs < JOBS_MAX ? jobs : JOBS_MAX;
    pool->body = body;
    pool->limits = (struct pool_limits){ .silence = (int64_t)limit_of(LIMIT_NO_PROGRESS) * 1000,
                                         .file_time = (int64_t)limit_of(LIMIT_TIME) * 1000,
                                         .starting = STARTING_MILLISECONDS,
                                         .files = (unsigned)limit_of(LIMIT_WORKER_FILES) };
    for (unsigned i = 0; i < pool->count; i++) {
        pool->links[i].channel = -1;
    }
    pool->started = pool->count > 0 && spawner_start(&pool->spawner, pool->count, body,
                                                     buffer_bytes(&pool->settings), why);
    if (pool->count > 0 && !pool->started) {
        pool_free(pool);
        return NULL;
    }
    return pool;
}

struct pool *pool_new(unsigned jobs, const struct worker_body *body, struct bytes settings,
                      const char **why)
{
    struct pool *pool = pool_begin(jobs, body, settings, why);
    if (pool != NULL && !pool_await(pool, why)) {
        pool_free(pool);
        return NULL;
    }
    return pool;
}

void pool_free(struct pool *pool)
{
    if (pool == NULL) {
        return;
    }
    for (unsigned i = 0; i < pool->count; i++) {
        link_clear(&pool->links[i]);
    }
    if (pool->started) {
        spawner_stop(&pool->spawner);
    }
    if (pool->prepared) {
        pool->body->release(pool->state);
    }
    buffer_clear(&pool->text);
    buffer_clear(&pool->settings);
    free(pool);
}

void pool_set_limits(struct pool *pool, const struct pool_limits *limits)
{
    pool->limits = *limits;
}
