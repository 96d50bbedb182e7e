#include "workers/worker_loop.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "workers/confine.h"
#include "workers/descriptor_message.h"
#include "workers/milliseconds.h"
#include "workers/wire.h"

/* Records wait until so many bytes are there, or so many milliseconds passed. */
#define FLUSH_BYTES        ((size_t)256 << 10)
#define FLUSH_MILLISECONDS 200
#define RECEIVE_SPAN       ((size_t)64 << 10)

struct worker_side {
    int channel;
    struct buffer outgoing, incoming;
    struct descriptors descriptors;
    int64_t flushed_at; /* milliseconds */
    struct file_mark *mark;
    bool begin_told; /* the RECORD_FILE_BEGIN of the file it is at has left */
};

/* Without a coordinator there is nobody to work for. */
static void flush(struct worker_side *side)
{
    struct bytes content = buffer_bytes(&side->outgoing), step;
    while (content.left > 0) {
        size_t sent = 0;
        if (message_send(side->channel, content, NULL, true, &sent) != TRANSFER_SOME ||
            !bytes_take(&content, sent, &step)) {
            _exit(EXIT_SUCCESS);
        }
    }
    if (side->outgoing.room > 2 * FLUSH_BYTES) { /* one large record */
        buffer_clear(&side->outgoing);
    }
    buffer_reset(&side->outgoing);
    if (!buffer_reserve(&side->outgoing, FLUSH_BYTES)) {
        abort(); /* a worker that cannot report has to be seen to end */
    }
    side->begin_told = true;
    side->flushed_at = milliseconds_now();
}

static bool put_record(struct worker_side *side, const struct record *record)
{
    if (wire_put_record(&side->outgoing, record)) {
        return true;
    }
    flush(side);
    return wire_put_record(&side->outgoing, record);
}

/* A record that is too large, or for which memory ran out, is a bound that was
 * hit: the journal says so in its place. */
static void put_instead(struct worker_side *side, const struct record *record)
{
    static const char sentence[] = "a result was too large to be reported";
    struct record instead = { .kind = RECORD_JOURNAL, .file = record->file };
    instead.journal =
        (struct journal_entry){ .weight = JOURNAL_UNREAD,
                                .outcome = OUTCOME_NO_MEMORY,
                                .sentence = bytes_over(sentence, sizeof(sentence) - 1) };
    struct record done = *record;
    if (record->kind == RECORD_FILE_DONE) {
        done.done.block_sums = (struct bytes){ 0 };
    }
    if (!put_record(side, &instead) ||
        (record->kind == RECORD_FILE_DONE && !put_record(side, &done))) {
        abort();
    }
}

/* Whatever is not told when this process dies is done again, so a file is told
 * of wholly or not at all, but for the one that the mark points at. */
static void deliver(void *context, const struct record *record)
{
    struct worker_side *side = context;
    if (record->kind == RECORD_FILE_BEGIN) {
        atomic_store(&side->mark->file, (uint64_t)record->file + 1);
        side->begin_told = false;
    }
    if (!put_record(side, record)) {
        put_instead(side, record);
    }
    if ((record->kind == RECORD_FILE_DONE && side->begin_told) || record->kind == RECORD_SHARE ||
        side->outgoing.used >= FLUSH_BYTES ||
        milliseconds_now() - side->flushed_at >= FLUSH_MILLISECONDS) {
        flush(side);
    }
}

static void put_state(struct worker_side *side, const struct wire_state *state)
{
    if (!wire_put_state(&side->outgoing, state)) {
        abort();
    }
    flush(side);
}

/* Positions become descriptors. False: the message had not as many as the job. */
static bool place_descriptors(const struct worker_side *side, struct job *job)
{
    if (wire_job_descriptors(job) != side->descriptors.count) {
        return false;
    }
    for (size_t i = 0; i < job->count; i++) {
        if (job->files[i].fd >= 0) {
            job->files[i].fd = side->descriptors.at[job->files[i].fd];
        }
    }
    for (size_t i = 0; i < job->volume_count; i++) {
        if (job->volumes[i].fd >= 0) {
            job->volumes[i].fd = side->descriptors.at[job->volumes[i].fd];
        }
    }
    if (job->table >= 0) {
        job->table = side->descriptors.at[job->table];
    }
    return true;
}

/* Receives until a whole job is there. `extra` lies in `incoming` until the next. */
static void receive_job(struct worker_side *side, struct job *job, struct bytes *rest)
{
    for (;;) {
        *rest = buffer_bytes(&side->incoming);
        enum outcome outcome = wire_take_job(rest, job);
        if (outcome == OUTCOME_OK && place_descriptors(side, job)) {
            return;
        }
        size_t received = 0;
        if (outcome != OUTCOME_TRUNCATED || !buffer_reserve(&side->incoming, RECEIVE_SPAN)) {
            abort();
        }
        enum transfer transfer = message_receive(
            side->channel, side->incoming.at + side->incoming.used,
            side->incoming.room - side->incoming.used, &side->descriptors, true, &received);
        if (transfer != TRANSFER_SOME) {
            _exit(transfer == TRANSFER_END ? EXIT_SUCCESS : EXIT_FAILURE);
        }
        side->incoming.used += received;
    }
}

static _Noreturn void work_off(struct worker_side *side, const struct worker_body *body,
                               void *state)
{
    const struct record_sink sink = { .context = side, .record = deliver };
    for (;;) {
        struct job job;
        struct bytes rest;
        receive_job(side, &job, &rest);
        body->work(state, &job, &sink);
        descriptors_close(&side->descriptors);
        buffer_drop_front(&side->incoming, side->incoming.used - rest.left);
        put_state(side, &(struct wire_state){ .notice = NOTICE_JOB_DONE, .job = job.number });
    }
}

_Noreturn void worker_loop(int channel, struct file_mark *mark, const struct worker_body *body,
                           void *state)
{
    struct worker_side side = { .channel = channel, .mark = mark };
    struct wire_state ready = { .notice = NOTICE_READY };
    const char *why;
    if (!confine_worker(channel, &why)) {
        ready =
            (struct wire_state){ .notice = NOTICE_REFUSED, .text = bytes_over(why, strlen(why)) };
        put_state(&side, &ready);
        _exit(EXIT_FAILURE);
    }
    put_state(&side, &ready);
    work_off(&side, body, state);
}
