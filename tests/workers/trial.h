#ifndef TRIAL_H
#define TRIAL_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"
#include "workers/pool.h"

/* A client of the pool that gives a list of deeds, one per job, and keeps what
 * became of each. */

#define TRIAL_JOBS_MAX 600

struct trial_job {
    uint8_t deed; /* what the worker is to do; goes in `extra` */
    size_t files; /* memory files, each holding its own number, 4 bytes */
    enum job_end end;
    unsigned ends; /* how often end() came */
    char reason[160];
    size_t begun, done, records;
    uint32_t last_begun; /* number of the file */
    uint64_t sum;        /* of what the worker found in the files */
    int64_t pid;         /* of the worker */
    uint64_t large;      /* length of the longest window that arrived whole */
};

struct trial {
    struct trial_job jobs[TRIAL_JOBS_MAX];
    size_t count, given, ended;
    unsigned ticks;
    bool stop;
};

/* File numbers are 100 * job + place, so a mixed-up descriptor is seen. */
static inline uint32_t trial_file_number(size_t job, size_t place)
{
    return (uint32_t)(100 * job + place + 1);
}

static inline int trial_memory_file(uint32_t number)
{
    int descriptor = memfd_create("trial", MFD_CLOEXEC);
    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(write(descriptor, &number, sizeof(number)), sizeof(number));
    return descriptor;
}

static inline bool trial_next(void *context, struct job *job)
{
    struct trial *trial = context;
    if (trial->given == trial->count) {
        return false;
    }
    size_t at = trial->given++;
    struct trial_job *deed = &trial->jobs[at];
    memset(job, 0, sizeof(*job));
    job->kind = JOB_SCAN;
    job->number = at;
    job->count = deed->files;
    job->table = -1;
    job->extra = bytes_over(&deed->deed, 1);
    for (size_t i = 0; i < deed->files; i++) {
        uint32_t number = trial_file_number(at, i);
        job->files[i] = (struct job_file){ .number = number,
                                           .fd = trial_memory_file(number),
                                           .size = sizeof(number),
                                           .mode = SCAN_WHOLE };
    }
    return true;
}

/* Bodies answer with PROGRESS, the pid, and FILE_DONE: `size` is what stood in the file. */
static inline void trial_record(void *context, const struct job *job, const struct record *record)
{
    struct trial *trial = context;
    struct trial_job *deed = &trial->jobs[job->number];
    ck_assert_uint_eq(deed->ends, 0);
    deed->records++;
    if (record->kind == RECORD_PROGRESS && record->progress.bytes > 1) {
        deed->pid = (int64_t)record->progress.bytes;
    }
    if (record->kind == RECORD_FILE_BEGIN) {
        deed->begun++;
        deed->last_begun = record->file;
    }
    if (record->kind == RECORD_FILE_DONE) {
        deed->done++;
        ck_assert_uint_eq(record->done.size, record->file);
        deed->sum += record->done.size;
    }
    if (record->kind == RECORD_JOURNAL && record->journal.sentence.left > deed->large) {
        struct bytes sentence = record->journal.sentence;
        ck_assert_uint_eq(sentence.at[0], 'x');
        ck_assert_uint_eq(sentence.at[sentence.left - 1], 'x');
        deed->large = sentence.left;
    }
}

static inline void trial_end(void *context, const struct job *job, enum job_end end,
                             const char *reason)
{
    struct trial *trial = context;
    struct trial_job *deed = &trial->jobs[job->number];
    ck_assert_uint_eq(job->extra.left, 1);
    ck_assert_uint_eq(job->extra.at[0], deed->deed);
    deed->end = end;
    deed->ends++;
    ck_assert_int_eq(reason == NULL, end == JOB_ENDED);
    (void)snprintf(deed->reason, sizeof(deed->reason), "%s", reason != NULL ? reason : "");
    trial->ended++;
}

static inline bool trial_tick(void *context)
{
    struct trial *trial = context;
    trial->ticks++;
    return !trial->stop;
}

static inline struct pool_client trial_client(struct trial *trial)
{
    return (struct pool_client){ .context = trial,
                                 .next = trial_next,
                                 .record = trial_record,
                                 .end = trial_end,
                                 .tick = trial_tick };
}

static inline void trial_add(struct trial *trial, uint8_t deed, size_t files)
{
    ck_assert_uint_lt(trial->count, TRIAL_JOBS_MAX);
    trial->jobs[trial->count++] = (struct trial_job){ .deed = deed, .files = files };
}

static inline struct pool *trial_pool(unsigned jobs, const struct worker_body *body)
{
    const char *why = NULL;
    struct pool *pool = pool_new(jobs, body, bytes_over("settings", 8), &why);
    ck_assert_msg(pool != NULL, "%s", why);
    return pool;
}

static inline size_t trial_descriptors_open(void)
{
    size_t count = 0;
    DIR *all = opendir("/proc/self/fd");
    ck_assert_ptr_nonnull(all);
    while (readdir(all) != NULL) {
        count++;
    }
    (void)closedir(all);
    return count;
}

static size_t trial_descriptors_before;

static inline void trial_remember(void)
{
    trial_descriptors_before = trial_descriptors_open();
}

/* After each test: nothing is left of the pool. */
static inline void trial_expect_nothing_left(struct pool *pool)
{
    pool_free(pool);
    ck_assert_uint_eq(trial_descriptors_open(), trial_descriptors_before);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}

static inline void trial_run(struct trial *trial, struct pool *pool)
{
    struct pool_client client = trial_client(trial);
    ck_assert(pool_run(pool, &client));
    ck_assert_uint_eq(trial->ended, trial->count);
}

static inline void trial_expect_read(const struct trial *trial, size_t at)
{
    const struct trial_job *job = &trial->jobs[at];
    uint64_t sum = 0;
    for (size_t i = 0; i < job->files; i++) {
        sum += trial_file_number(at, i);
    }
    ck_assert_int_eq(job->end, JOB_ENDED);
    ck_assert_uint_eq(job->ends, 1);
    ck_assert_uint_eq(job->begun, job->files);
    ck_assert_uint_eq(job->done, job->files);
    ck_assert_uint_eq(job->sum, sum);
}

/* What an honest body does with a file: read its number back. */
static inline void trial_read_file(const struct job_file *file, const struct record_sink *sink)
{
    struct record record = { .kind = RECORD_PROGRESS, .file = file->number };
    record.progress.bytes = (uint64_t)getpid();
    sink->record(sink->context, &record);
    record = (struct record){ .kind = RECORD_FILE_BEGIN, .file = file->number };
    sink->record(sink->context, &record);
    uint32_t number = 0;
    ssize_t taken = pread(file->fd, &number, sizeof(number), 0);
    record = (struct record){ .kind = RECORD_FILE_DONE, .file = file->number };
    record.done.size = taken == sizeof(number) ? number : 0;
    sink->record(sink->context, &record);
}

static inline bool trial_prepare(struct bytes settings, void **state)
{
    static int something;
    *state = &something;
    return bytes_equal(settings, bytes_over("settings", 8));
}

static inline void trial_release(void *state)
{
    (void)state;
}

#endif
