#ifndef POOL_H
#define POOL_H

#include "job.h"
#include "record.h"

/* Worker processes, confined, fed with jobs and watched. A single-threaded
 * spawner, forked before anything sensitive is open, makes all of them. */

/* What a worker does; supplied by whoever knows all the rooms. */
struct worker_body {
    /* Once, before the worker gives up its rights: load all that is loaded lazily. */
    bool (*prepare)(struct bytes settings, void **state);
    /* One job. Delivers RECORD_FILE_BEGIN and RECORD_FILE_DONE for each file. */
    void (*work)(void *state, const struct job *job, const struct record_sink *sink);
    void (*release)(void *state);
};

enum job_end {
    JOB_ENDED,
    JOB_LOST_SIGNAL, /* the worker died */
    JOB_LOST_TIME    /* the watchdog ended it */
};

/* The coordinator's side. All calls come from pool_run(), one at a time. */
struct pool_client {
    void *context;
    /* The next job, or false when there is none now. The pool closes the job's
     * descriptors (files and table) once they are handed over. Called again after
     * each job that ends, and after each RECORD_SHARE, since these may bring more work. */
    bool (*next)(void *context, struct job *job);
    /* A record of a job. In `job`, here and below, the descriptors are gone (-1);
     * what belongs to the job alone was checked: record->file is one of its files. */
    void (*record)(void *context, const struct job *job, const struct record *record);
    /* A job is over. `reason` names the signal or the limit when it was lost; the
     * files that had RECORD_FILE_BEGIN but no RECORD_FILE_DONE are at fault (the pool
     * tells the BEGIN when the worker died with it), those without RECORD_FILE_BEGIN
     * count as not touched: no record of theirs was delivered. A worker can also die
     * with no file at fault, so tries have to be counted. */
    void (*end)(void *context, const struct job *job, enum job_end end, const char *reason);
    /* About twice a second. False: stop, cleanly. May be NULL. */
    bool (*tick)(void *context);
};

struct pool;

/* `jobs` workers; 0 = everything in this process, unconfined. `settings` goes to
 * every worker's prepare() and is kept in wiped memory. Nothing is waited for: the
 * spawner gets ready beside the caller, and workers are made when the first job is
 * there, or never. NULL, with *why. Must be called before any file of the case is open. */
struct pool *pool_begin(unsigned jobs, const struct worker_body *body, struct bytes settings,
                        const char **why);

/* Until each worker is known to be confined, or all have failed: false, and *why says
 * why. What pool_run() does before its first job; asked again, it answers the same. */
MUST_CHECK bool pool_await(struct pool *pool, const char **why);

/* Both at once. NULL when no worker could be made. */
struct pool *pool_new(unsigned jobs, const struct worker_body *body, struct bytes settings,
                      const char **why);

/* Runs until next() has nothing and all jobs are over. False when no worker can
 * be made (any more), memory ran out, or tick() said stop: jobs under way are then
 * given up without end(). Can be called again with other clients. */
MUST_CHECK bool pool_run(struct pool *pool, const struct pool_client *client);
void pool_free(struct pool *pool);

/* The watchdog's limits, of bounds.h unless a test sets others. */
struct pool_limits {
    int64_t silence;   /* milliseconds without a record */
    int64_t file_time; /* milliseconds for one file, for a job without files, and to get ready */
    int64_t starting;  /* milliseconds for a worker to be made and confined, or known to be gone */
    unsigned files;    /* of one worker, before it is replaced */
};
void pool_set_limits(struct pool *pool, const struct pool_limits *limits);

#endif
