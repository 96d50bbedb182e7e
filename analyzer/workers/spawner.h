#ifndef SPAWNER_H
#define SPAWNER_H

#include <sys/types.h>

#include "workers/file_mark.h"
#include "workers/pool.h"

/* The process that makes workers. It is single-threaded, was forked before
 * anything sensitive was open, ran prepare() once, and reads no evidence: so each
 * worker is a cheap fork that inherits neither the case, an output nor a thread.
 * When the coordinator dies the kernel ends the spawner and all workers with it. */

struct spawner {
    pid_t pid;
    int control; /* a sequenced-packet socket */
    void *marks; /* one struct file_mark for each of `slots` workers */
    size_t slots;
    bool answers; /* it was waited for, and has not fallen silent */
};

/* Forks it; there will be up to `slots` workers at a time. It runs prepare() beside the
 * caller. False, with a static *why. The calling thread has to live as long as the
 * spawner (PR_SET_PDEATHSIG). */
MUST_CHECK bool spawner_start(struct spawner *spawner, size_t slots, const struct worker_body *body,
                              struct bytes settings, const char **why);

/* Once, before anything is asked of it: waits until prepare() is done, for so many milliseconds.
 * False, with a static *why, when it could not be done. */
MUST_CHECK bool spawner_wait(struct spawner *spawner, int64_t most, const char **why);

enum spawner_report {
    SPAWNER_MADE = 1, /* a worker: slot, pid, channel */
    SPAWNER_FAILED,   /* no worker could be made for the slot */
    SPAWNER_EXITED,   /* a worker ended: pid, status as of waitpid() */
    SPAWNER_PREPARED,
    SPAWNER_UNPREPARED
};

struct spawner_message {
    enum spawner_report report;
    size_t slot;
    pid_t pid;
    int status;
    int channel; /* close-on-exec, the caller's; -1 without */
};

/* Asks for the worker of a slot, whose mark it resets; the answer arrives as a
 * message. False: the spawner is gone. */
MUST_CHECK bool spawner_ask(const struct spawner *spawner, size_t slot);

/* Ends a worker by its pid, if it is still a child of the spawner. */
MUST_CHECK bool spawner_kill(const struct spawner *spawner, pid_t pid);

/* Goes on where somebody stopped it (SIGSTOP); else nothing changes. */
void spawner_wake(const struct spawner *spawner);

/* The next message; waits for one. False: the spawner is gone. */
MUST_CHECK bool spawner_hear(const struct spawner *spawner, struct spawner_message *message);

/* Ends all workers and the spawner, also one that is not done with prepare(). */
void spawner_stop(struct spawner *spawner);

#endif
