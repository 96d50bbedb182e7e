/* What becomes of a job whose worker is lost. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "workers/trial.h"

#define QUIET_MILLISECONDS 400

enum deed {
    DEED_READ,
    DEED_LOOP,          /* for ever, in silence */
    DEED_LOOP_SPEAKING, /* for ever, with progress */
    DEED_SLOW,          /* 1.5 silence limits of work, with a sign of life each tenth */
    DEED_DIE_EARLY,     /* within the third file, before any record has left */
    DEED_DIE_LATE       /* the same, after the time in which records leave */
};

static int64_t milliseconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void compute(int64_t duration)
{
    for (int64_t start = milliseconds(); milliseconds() - start < duration;) {
    }
}

static void tell_progress(const struct record_sink *sink, uint32_t file)
{
    struct record record = { .kind = RECORD_PROGRESS, .file = file, .progress = { .bytes = 1 } };
    sink->record(sink->context, &record);
}

static void act(uint8_t deed, uint32_t file, const struct record_sink *sink)
{
    switch (deed) {
    case DEED_LOOP:
        compute(INT64_MAX);
        break;
    case DEED_LOOP_SPEAKING:
        for (;;) {
            compute(QUIET_MILLISECONDS / 10);
            tell_progress(sink, file);
        }
    case DEED_SLOW:
        for (int i = 0; i < 15; i++) {
            compute(QUIET_MILLISECONDS / 10);
            tell_progress(sink, file);
        }
        break;
    default:
        break;
    }
}

static void die_in_third(uint8_t deed, size_t place, const struct job_file *file,
                         const struct record_sink *sink)
{
    const struct record begin = { .kind = RECORD_FILE_BEGIN, .file = file->number };
    if (place == 2 && (deed == DEED_DIE_EARLY || deed == DEED_DIE_LATE)) {
        sink->record(sink->context, &begin);
        abort();
    }
    if (deed == DEED_DIE_LATE) {
        compute(250);
    }
}

static void work(void *state, const struct job *job, const struct record_sink *sink)
{
    (void)state;
    for (size_t i = 0; i < job->count; i++) {
        die_in_third(job->extra.at[0], i, &job->files[i], sink);
        trial_read_file(&job->files[i], sink);
        act(job->extra.at[0], job->files[i].number, sink);
    }
}

static const struct worker_body body = { trial_prepare, work, trial_release };

static struct trial trial;

/* A file is told of wholly or not at all, but for the one at fault; that one is
 * told even when nothing ever left the worker. */
START_TEST(file_at_fault_is_known)
{
    trial_add(&trial, DEED_READ, 5);
    trial_add(&trial, DEED_DIE_EARLY, 5);
    trial_add(&trial, DEED_DIE_LATE, 5);
    struct pool *pool = trial_pool((unsigned)_i, &body);
    trial_run(&trial, pool);
    trial_expect_read(&trial, 0);
    for (size_t i = 1; i <= 2; i++) {
        const struct trial_job *job = &trial.jobs[i];
        ck_assert_int_eq(job->end, JOB_LOST_SIGNAL);
        ck_assert_str_eq(job->reason, "signal 6 (SIGABRT)");
        ck_assert_uint_eq(job->begun, job->done + 1);
        ck_assert_uint_eq(job->last_begun, trial_file_number(i, 2));
    }
    ck_assert_uint_eq(trial.jobs[2].done, 1);
    trial_expect_nothing_left(pool);
}
END_TEST

static const struct pool_limits impatient = { QUIET_MILLISECONDS, 3 * QUIET_MILLISECONDS, 30000,
                                              1000 };

START_TEST(watchdog)
{
    trial_add(&trial, DEED_LOOP, 2);
    trial_add(&trial, DEED_LOOP_SPEAKING, 2);
    trial_add(&trial, DEED_SLOW, 1);
    trial_add(&trial, DEED_READ, 2);
    struct pool *pool = trial_pool((unsigned)_i, &body);
    pool_set_limits(pool, &impatient);
    trial_run(&trial, pool);
    ck_assert_int_eq(trial.jobs[0].end, JOB_LOST_TIME);
    ck_assert_str_eq(trial.jobs[0].reason, "no sign of life within the time allowed");
    ck_assert_uint_eq(trial.jobs[0].begun, 1); /* the second file was not touched */
    ck_assert_int_eq(trial.jobs[1].end, JOB_LOST_TIME);
    ck_assert_str_eq(trial.jobs[1].reason, "one file took longer than allowed");
    ck_assert_uint_eq(trial.jobs[1].begun, 1);
    trial_expect_read(&trial, 2);
    trial_expect_read(&trial, 3);
    trial_expect_nothing_left(pool);
}
END_TEST

static void stand_still(void *context, const struct job *job, const struct record *record)
{
    trial_record(context, job, record);
    const struct timespec pause = { .tv_sec = 2, .tv_nsec = 500000000 };
    pid_t worker = (pid_t)((struct trial *)context)->jobs[0].pid;
    if (record->kind == RECORD_FILE_BEGIN) {
        ck_assert_int_eq(kill(worker, SIGSTOP), 0);
        (void)nanosleep(&pause, NULL);
        ck_assert_int_eq(kill(worker, SIGCONT), 0);
    }
}

/* When everything stands still for longer than the limit (job control, a
 * suspended machine), the worker is not to blame. */
START_TEST(slow_coordinator)
{
    trial_add(&trial, DEED_SLOW, 1);
    struct pool *pool = trial_pool(1, &body);
    const struct pool_limits limits = { 1500, 10000, 30000, 1000 };
    pool_set_limits(pool, &limits);
    struct pool_client client = trial_client(&trial);
    client.record = stand_still;
    ck_assert(pool_run(pool, &client));
    trial_expect_read(&trial, 0);
    trial_expect_nothing_left(pool);
}
END_TEST

static bool kill_first_worker(void *context)
{
    struct trial *with = context;
    if (with->jobs[0].begun == 1 && with->ticks++ == 0) {
        ck_assert_int_gt(with->jobs[0].pid, 1);
        ck_assert_int_eq(kill((pid_t)with->jobs[0].pid, SIGKILL), 0);
    }
    return true;
}

START_TEST(killed_from_outside)
{
    trial_add(&trial, DEED_LOOP_SPEAKING, 1);
    trial_add(&trial, DEED_READ, 3);
    struct pool *pool = trial_pool(1, &body);
    struct pool_client client = trial_client(&trial);
    client.tick = kill_first_worker;
    ck_assert(pool_run(pool, &client));
    ck_assert_int_eq(trial.jobs[0].end, JOB_LOST_SIGNAL);
    ck_assert_str_eq(trial.jobs[0].reason,
                     "signal 9 (SIGKILL): killed from outside, perhaps for want of memory");
    trial_expect_read(&trial, 1);
    trial_expect_nothing_left(pool);
}
END_TEST

static int doomed_pipe;

/* Goes without any farewell as soon as its worker computes. */
static bool die_when_begun(void *context)
{
    const struct trial_job *job = &((const struct trial *)context)->jobs[0];
    if (job->begun > 0) {
        ck_assert_int_eq(write(doomed_pipe, &job->pid, sizeof(job->pid)), sizeof(job->pid));
        (void)kill(getpid(), SIGKILL);
    }
    return true;
}

static void coordinate_and_die(void)
{
    trial_add(&trial, DEED_LOOP_SPEAKING, 1);
    struct pool *pool = trial_pool(2, &body);
    struct pool_client client = trial_client(&trial);
    client.tick = die_when_begun;
    ck_assert(pool_run(pool, &client));
}

/* The children of a coordinator that was killed do not outlive it: the worker
 * here computes for ever. */
START_TEST(all_die_with_the_coordinator)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t coordinator = fork();
    if (coordinator == 0) {
        (void)close(ends[0]);
        doomed_pipe = ends[1];
        coordinate_and_die();
        _exit(EXIT_FAILURE);
    }
    (void)close(ends[1]);
    int64_t worker = 0;
    ck_assert_int_eq(read(ends[0], &worker, sizeof(worker)), sizeof(worker));
    ck_assert_int_gt(worker, 1);
    int status;
    ck_assert_int_eq(waitpid(coordinator, &status, 0), coordinator);
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    for (int i = 0; i < 100 && kill((pid_t)worker, 0) == 0; i++) {
        (void)poll(NULL, 0, 50);
    }
    ck_assert_int_eq(kill((pid_t)worker, 0), -1);
    ck_assert_int_eq(errno, ESRCH);
    (void)close(ends[0]);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("worker_loss");
    tcase_set_timeout(tests, 180);
    tcase_add_checked_fixture(tests, trial_remember, NULL);
    tcase_add_loop_test(tests, file_at_fault_is_known, 1, 4);
    tcase_add_loop_test(tests, watchdog, 1, 3);
    tcase_add_test(tests, slow_coordinator);
    tcase_add_test(tests, killed_from_outside);
    tcase_add_test(tests, all_die_with_the_coordinator);
    return suite_run_apart("worker_loss", tests);
}
