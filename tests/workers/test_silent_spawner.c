/* What makes workers may be stopped, or hang: it is woken, and not waited for without end. */
#include <signal.h>
#include <sys/time.h>

#include "workers/milliseconds.h"
#include "workers/trial.h"

#define SILENT_AFTER 300 /* milliseconds */

enum deed { DEED_READ, DEED_DIE_LATER };

static void work(void *state, const struct job *job, const struct record_sink *sink)
{
    (void)state;
    for (size_t i = 0; i < job->count; i++) {
        trial_read_file(&job->files[i], sink);
    }
    if (job->extra.at[0] == DEED_DIE_LATER) {
        for (int64_t start = milliseconds_now(); milliseconds_now() - start < 4 * SILENT_AFTER;) {
        }
        abort();
    }
}

static bool stop_meanwhile(struct bytes settings, void **state)
{
    return raise(SIGSTOP) == 0 && trial_prepare(settings, state);
}

static bool never_ready(struct bytes settings, void **state)
{
    (void)settings;
    (void)state;
    while (pause() != 0) {
    }
    return false;
}

/* Workers have no timer of their own: what makes them alone falls silent. */
static void fall_silent(int number)
{
    (void)number;
    for (;;) {
        (void)pause();
    }
}

static bool silent_later(struct bytes settings, void **state)
{
    const struct itimerval later = { .it_value = { .tv_usec = 1000 * SILENT_AFTER } };
    return signal(SIGALRM, fall_silent) != SIG_ERR && setitimer(ITIMER_REAL, &later, NULL) == 0 &&
           trial_prepare(settings, state);
}

static const struct worker_body able = { trial_prepare, work, trial_release };
static const struct worker_body stopped = { stop_meanwhile, work, trial_release };
static const struct worker_body stuck = { never_ready, work, trial_release };
static const struct worker_body silent = { silent_later, work, trial_release };

static const struct pool_limits short_limits = { 30000, 1000, 1500, 1000 };

static struct trial trial;

static struct pool *begin(const struct worker_body *body, const struct pool_limits *limits)
{
    const char *why = NULL;
    struct pool *pool = pool_begin(1, body, bytes_over("settings", 8), &why);
    ck_assert_msg(pool != NULL, "%s", why);
    if (limits != NULL) {
        pool_set_limits(pool, limits);
    }
    return pool;
}

START_TEST(one_that_is_stopped_while_it_gets_ready_is_woken)
{
    struct pool *pool = begin(&stopped, NULL);
    trial_add(&trial, DEED_READ, 2);
    trial_run(&trial, pool);
    trial_expect_read(&trial, 0);
    trial_expect_nothing_left(pool);
}
END_TEST

START_TEST(one_that_is_never_ready_is_given_up)
{
    struct pool *pool = begin(&stuck, &short_limits);
    const struct pool_client client = trial_client(&trial);
    const char *why = NULL;
    trial_add(&trial, DEED_READ, 2);
    ck_assert(!pool_run(pool, &client));
    ck_assert(!pool_await(pool, &why));
    ck_assert_ptr_nonnull(strstr(why, "does not answer"));
    ck_assert_uint_eq(trial.ended, 0);
    trial_expect_nothing_left(pool);
}
END_TEST

/* The only child of this process. */
static pid_t spawner_of_this(void)
{
    char path[64];
    long pid = 0;
    (void)snprintf(path, sizeof(path), "/proc/self/task/%ld/children", (long)getpid());
    FILE *file = fopen(path, "re");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fscanf(file, "%ld", &pid), 1);
    (void)fclose(file);
    return (pid_t)pid;
}

static void stop_spawner_at_first(void *context, const struct job *job, const struct record *record)
{
    trial_record(context, job, record);
    if (job->number == 0 && record->kind == RECORD_FILE_BEGIN) {
        ck_assert_int_eq(kill(spawner_of_this(), SIGSTOP), 0);
    }
}

/* The next job wants a worker in place of the one that is gone. */
START_TEST(one_that_is_stopped_at_work_is_woken)
{
    struct pool *pool = begin(&able, NULL);
    struct pool_client client = trial_client(&trial);
    client.record = stop_spawner_at_first;
    trial_add(&trial, DEED_DIE_LATER, 1);
    trial_add(&trial, DEED_READ, 2);
    ck_assert(pool_run(pool, &client));
    ck_assert_int_eq(trial.jobs[0].end, JOB_LOST_SIGNAL);
    trial_expect_read(&trial, 1);
    trial_expect_nothing_left(pool);
}
END_TEST

START_TEST(one_that_is_stopped_at_the_end_ends)
{
    struct pool *pool = begin(&able, NULL);
    trial_add(&trial, DEED_READ, 1);
    trial_run(&trial, pool);
    ck_assert_int_eq(kill(spawner_of_this(), SIGSTOP), 0);
    trial_expect_nothing_left(pool);
}
END_TEST

START_TEST(one_that_falls_silent_is_given_up)
{
    struct pool *pool = begin(&silent, &short_limits);
    const struct pool_client client = trial_client(&trial);
    trial_add(&trial, DEED_DIE_LATER, 1);
    trial_add(&trial, DEED_READ, 2);
    ck_assert(!pool_run(pool, &client));
    trial_expect_nothing_left(pool);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("silent_spawner");
    tcase_add_checked_fixture(tests, trial_remember, NULL);
    tcase_add_test(tests, one_that_is_stopped_while_it_gets_ready_is_woken);
    tcase_add_test(tests, one_that_is_never_ready_is_given_up);
    tcase_add_test(tests, one_that_is_stopped_at_work_is_woken);
    tcase_add_test(tests, one_that_is_stopped_at_the_end_ends);
    tcase_add_test(tests, one_that_falls_silent_is_given_up);
    return suite_run_apart("silent_spawner", tests);
}
