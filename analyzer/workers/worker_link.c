#include "workers/worker_link.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bytes/heap_guard.h"
#include "workers/wire.h"

#define RECEIVE_SPAN ((size_t)256 << 10)
/* Buffers that a large record left are given back. */
#define ROOM_KEPT (4 * RECEIVE_SPAN)

#define NO_FRAME "it sent what is no frame of a worker"

void link_open(struct worker_link *link, pid_t pid, int channel, int64_t now)
{
    assert(link->state == LINK_ASKED);
    link->state = LINK_STARTING;
    link->pid = pid;
    link->channel = channel;
    link->exited = false;
    link->fault = NULL;
    link->late = false;
    link->refusal[0] = '\0';
    link->files = 0;
    link->heard = now;
    link->file_begun = now;
}

static void add_descriptor(struct descriptors *descriptors, int *descriptor)
{
    if (*descriptor >= 0) {
        descriptors->at[descriptors->count++] = *descriptor;
        *descriptor = -1;
    }
}

/* From here on they are the link's; the job that the client sees has none. */
static void take_descriptors(struct worker_link *link)
{
    assert(link->descriptors.count == 0);
    for (size_t i = 0; i < link->job.count; i++) {
        add_descriptor(&link->descriptors, &link->job.files[i].fd);
    }
    for (size_t i = 0; i < link->job.volume_count; i++) {
        add_descriptor(&link->descriptors, &link->job.volumes[i].fd);
    }
    add_descriptor(&link->descriptors, &link->job.table);
}

bool link_hand_over(struct worker_link *link, const struct job *job, int64_t now)
{
    assert(link->state == LINK_IDLE && link->outgoing.used == 0);
    buffer_reset(&link->extra);
    bool put = buffer_append(&link->extra, job->extra) && wire_put_job(&link->outgoing, job);
    link->job = *job;
    link->job.extra = buffer_bytes(&link->extra);
    take_descriptors(link);
    link->begun = 0;
    link->state = LINK_BUSY;
    link->heard = now;
    link->file_begun = now;
    return put;
}

static void forget_outgoing(struct worker_link *link)
{
    link->sent = 0;
    if (link->outgoing.room > ROOM_KEPT) {
        buffer_clear(&link->outgoing);
    }
    buffer_reset(&link->outgoing);
}

enum link_event link_send(struct worker_link *link)
{
    struct bytes rest = buffer_bytes(&link->outgoing), before;
    size_t sent = 0;
    bool within = bytes_take(&rest, link->sent, &before);
    assert(within);
    switch (message_send(link->channel, rest, &link->descriptors, false, &sent)) {
    case TRANSFER_SOME:
        descriptors_close(&link->descriptors);
        link->sent += sent;
        if (link->sent == link->outgoing.used) {
            forget_outgoing(link);
        }
        return LINK_QUIET;
    case TRANSFER_LATER:
        return LINK_QUIET;
    case TRANSFER_END:
    case TRANSFER_BROKEN:
        break;
    }
    return LINK_CLOSED;
}

static enum link_event lies(struct worker_link *link, const char *how)
{
    link->fault = how;
    return LINK_LYING;
}

/* Which of the job's files has this number; job->count when none has. */
static size_t place_of_file(const struct job *job, uint32_t number)
{
    size_t place = 0;
    while (place < job->count && job->files[place].number != number) {
        place++;
    }
    return place;
}

static bool is_of_job(const struct job *job, const struct record *record)
{
    return job->count == 0 || record->kind == RECORD_PROGRESS ||
           place_of_file(job, record->file) < job->count;
}

static void note_begun(struct worker_link *link, const struct record *record)
{
    size_t place = place_of_file(&link->job, record->file);
    if (record->kind == RECORD_FILE_BEGIN && place < link->job.count) {
        link->begun |= (uint32_t)1 << place;
    }
}

void link_mark_begun(struct worker_link *link, uint32_t file, const struct pool_client *client)
{
    const struct record begin = { .kind = RECORD_FILE_BEGIN, .file = file };
    size_t place = place_of_file(&link->job, file);
    if (place < link->job.count && (link->begun >> place & 1) == 0) {
        note_begun(link, &begin);
        client->record(client->context, &link->job, &begin);
    }
}

/* An inventory of gigabytes in one piece takes longer than any one file may, with --shared-primes
 * at least; its bytes come to an end. */
static bool moves_on(const struct worker_link *link, const struct record *record)
{
    return link->job.kind == JOB_INVENTORY && record->kind == RECORD_PROGRESS &&
           record->progress.bytes > 0;
}

static enum link_event hear_record(struct worker_link *link, struct bytes *from,
                                   struct link_ears *ears)
{
    struct record record;
    buffer_reset(ears->text);
    enum outcome outcome = wire_take_record(from, &record, ears->text);
    if (outcome == OUTCOME_NO_MEMORY) {
        return LINK_NO_MEMORY;
    }
    if (outcome != OUTCOME_OK) {
        return lies(link, NO_FRAME);
    }
    if (link->state != LINK_BUSY || !is_of_job(&link->job, &record)) {
        return lies(link, "it reported on a file that it was not given");
    }
    if (record.kind == RECORD_FILE_BEGIN || record.kind == RECORD_FILE_DONE ||
        moves_on(link, &record)) {
        link->file_begun = ears->now;
    }
    note_begun(link, &record);
    link->files += record.kind == RECORD_FILE_DONE ? 1 : 0;
    ears->offered = ears->offered || record.kind == RECORD_SHARE;
    ears->client->record(ears->client->context, &link->job, &record);
    return LINK_QUIET;
}

static enum link_event hear_state(struct worker_link *link, const struct wire_state *state)
{
    if (link->state == LINK_STARTING && state->notice == NOTICE_READY) {
        link->state = LINK_IDLE;
        return LINK_READY;
    }
    if (link->state == LINK_BUSY && state->notice == NOTICE_JOB_DONE &&
        state->job == link->job.number && link->outgoing.used == 0) {
        link->state = LINK_IDLE;
        return LINK_JOB_DONE;
    }
    if (link->state == LINK_STARTING && state->notice == NOTICE_REFUSED) {
        (void)snprintf(
            link->refusal, sizeof(link->refusal), "%.*s",
            (int)(state->text.left < LOSS_REASON_LENGTH ? state->text.left : LOSS_REASON_LENGTH),
            state->text.left > 0 ? (const char *)state->text.at : "");
        return lies(link, link->refusal);
    }
    return lies(link, "it spoke out of turn");
}

/* One frame from the front. TRUNCATED is told by nothing having moved. */
static enum link_event hear_frame(struct worker_link *link, struct bytes *from,
                                  struct link_ears *ears)
{
    struct wire_state state;
    enum outcome outcome = wire_take_state(from, &state);
    if (outcome == OUTCOME_TRUNCATED) {
        return LINK_QUIET;
    }
    if (outcome == OUTCOME_UNEXPECTED) {
        return hear_record(link, from, ears);
    }
    return outcome == OUTCOME_OK ? hear_state(link, &state) : lies(link, NO_FRAME);
}

/* All whole frames. Nothing may follow the end of a job. */
static enum link_event hear_frames(struct worker_link *link, struct link_ears *ears)
{
    struct bytes rest = buffer_bytes(&link->incoming);
    enum link_event event = LINK_QUIET;
    size_t before = 0;
    while (event == LINK_QUIET && rest.left > 0 && rest.left != before) {
        before = rest.left;
        event = hear_frame(link, &rest, ears);
    }
    bool turn_is_over = event == LINK_READY || event == LINK_JOB_DONE;
    if (turn_is_over && rest.left > 0) {
        link->state = event == LINK_JOB_DONE ? LINK_BUSY : LINK_STARTING; /* its job is lost */
        return lies(link, "it spoke out of turn");
    }
    buffer_drop_front(&link->incoming, link->incoming.used - rest.left);
    if (link->incoming.used == 0 && link->incoming.room > ROOM_KEPT) {
        buffer_clear(&link->incoming);
    }
    return event;
}

/* Room for the rest of a large frame at once; its length was bounded. */
static bool make_room(struct buffer *incoming)
{
    size_t frame = wire_frame_length(buffer_bytes(incoming));
    size_t rest = frame > incoming->used ? frame - incoming->used : 0;
    return buffer_reserve(incoming, rest > RECEIVE_SPAN ? rest : RECEIVE_SPAN);
}

enum link_event link_receive(struct worker_link *link, struct link_ears *ears)
{
    struct buffer *incoming = &link->incoming;
    if (!make_room(incoming)) {
        return LINK_NO_MEMORY;
    }
    size_t received = 0;
    switch (message_receive(link->channel, incoming->at + incoming->used,
                            incoming->room - incoming->used, NULL, false, &received)) {
    case TRANSFER_SOME:
        incoming->used += received;
        link->heard = ears->now;
        return hear_frames(link, ears);
    case TRANSFER_LATER:
        return LINK_QUIET;
    case TRANSFER_END:
        return LINK_CLOSED;
    case TRANSFER_BROKEN:
        break;
    }
    return lies(link, NO_FRAME);
}

void link_close(struct worker_link *link)
{
    if (link->channel >= 0) {
        (void)close(link->channel);
        link->channel = -1;
    }
    descriptors_close(&link->descriptors);
    buffer_reset(&link->incoming);
    forget_outgoing(link);
}

bool link_waits_for_spawner(const struct worker_link *link)
{
    return link->state == LINK_ASKED ||
           (link->state > LINK_ASKED && link->channel < 0 && !link->exited);
}

void link_forget(struct worker_link *link)
{
    link_close(link);
    buffer_reset(&link->extra);
    link->state = LINK_ABSENT;
    link->pid = 0;
    link->exited = false;
}

void link_clear(struct worker_link *link)
{
    link_close(link);
    buffer_clear(&link->incoming);
    buffer_clear(&link->outgoing);
    buffer_clear(&link->extra);
}

static const char *signal_remark(int number)
{
    switch (number) {
    case SIGSYS:
        return ": a system call that workers may not make";
    case SIGKILL:
        return ": killed from outside, perhaps for want of memory";
    default:
        return "";
    }
}

void link_loss_reason(const struct worker_link *link, char text[LOSS_REASON_LENGTH])
{
    if (link->fault != NULL) {
        (void)snprintf(text, LOSS_REASON_LENGTH, "%s", link->fault);
        return;
    }
    if (WIFSIGNALED(link->status)) {
        int number = WTERMSIG(link->status);
        const char *name = sigabbrev_np(number);
        (void)snprintf(text, LOSS_REASON_LENGTH, "signal %d (SIG%s)%s", number,
                       name != NULL ? name : "?", signal_remark(number));
        return;
    }
    if (WEXITSTATUS(link->status) == HEAP_GUARD_STATUS) {
        (void)snprintf(text, LOSS_REASON_LENGTH, "memory ran out");
        return;
    }
    (void)snprintf(text, LOSS_REASON_LENGTH, "it ended by itself with status %d",
                   WEXITSTATUS(link->status));
}
