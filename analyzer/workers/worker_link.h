#ifndef WORKER_LINK_H
#define WORKER_LINK_H

#include <sys/types.h>

#include "buffer.h"
#include "workers/descriptor_message.h"
#include "workers/pool.h"
#include "workers/run_queue.h"

/* The coordinator's side of one worker: its channel, its job, what arrived of a
 * frame. It never waits for the worker, and trusts nothing that comes from it. */

#define LOSS_REASON_LENGTH 128

enum link_state {
    LINK_ABSENT,   /* no process */
    LINK_ASKED,    /* the spawner was asked for one */
    LINK_STARTING, /* not yet known to be confined */
    LINK_IDLE,
    LINK_BUSY,
    LINK_RETIRING /* has done its share, is being ended */
};

struct worker_link {
    enum link_state state;
    pid_t pid;
    int channel; /* -1: closed, nothing more is heard */
    bool exited;
    int status;                       /* as of waitpid(), once it exited */
    const char *fault;                /* why the coordinator gave it up; NULL: it did not */
    bool late;                        /* the fault is one of time */
    char refusal[LOSS_REASON_LENGTH]; /* what it said of itself when it could not be confined */
    struct buffer incoming, outgoing;
    size_t sent;                    /* of outgoing */
    struct descriptors descriptors; /* to go with the first byte of `outgoing` */
    struct buffer extra;            /* job.extra lies here */
    struct job job;
    uint32_t begun;            /* bit for each file of the job: FILE_BEGIN was delivered */
    unsigned files;            /* worked on so far */
    int64_t heard, file_begun; /* milliseconds of the pool's clock */
    struct wait_mark at_heard, at_file_begun;
};

/* What a look at the channel gave. */
enum link_event {
    LINK_QUIET,    /* nothing that changes its state */
    LINK_READY,    /* it is confined and idle */
    LINK_JOB_DONE, /* it is idle again */
    LINK_CLOSED,   /* the worker is gone or going */
    LINK_LYING,    /* it sent what is no frame of ours; link->fault says what */
    LINK_NO_MEMORY /* of ours */
};

/* What the caller learns besides. */
struct link_ears {
    const struct pool_client *client; /* NULL: no job can be under way */
    struct buffer *text;              /* see wire_take_record() */
    int64_t now;                      /* the pool's clock, milliseconds */
    bool offered; /* set where the worker told of work that another one may do */
};

/* A worker was made. */
void link_open(struct worker_link *link, pid_t pid, int channel, int64_t now);

/* Takes the job with its descriptors and begins to send it. False: no memory. */
MUST_CHECK bool link_hand_over(struct worker_link *link, const struct job *job, int64_t now);

/* Goes on sending; LINK_CLOSED when the worker is gone. */
enum link_event link_send(struct worker_link *link);

/* Reads once and gives the records to the client. */
enum link_event link_receive(struct worker_link *link, struct link_ears *ears);

/* Nothing more is read or sent. The process may still be there. */
void link_close(struct worker_link *link);

/* The worker died at this file of its job: FILE_BEGIN is delivered, if it was not. */
void link_mark_begun(struct worker_link *link, uint32_t file, const struct pool_client *client);

/* Whether nothing comes of it until the spawner made its worker, or told that it is gone. */
bool link_waits_for_spawner(const struct worker_link *link);

/* A closed link whose process is gone becomes an absent one. */
void link_forget(struct worker_link *link);
void link_clear(struct worker_link *link);

/* Why the worker ended, for the journal. */
void link_loss_reason(const struct worker_link *link, char text[LOSS_REASON_LENGTH]);

#endif
