/* When workers are made: for the first job, and not before. */
#include "workers/trial.h"

#include <sys/resource.h>

static void work(void *state, const struct job *job, const struct record_sink *sink)
{
    (void)state;
    for (size_t i = 0; i < job->count; i++) {
        trial_read_file(&job->files[i], sink);
    }
}

static bool never_ready(struct bytes settings, void **state)
{
    (void)settings;
    (void)state;
    while (pause() != 0) {
    }
    return false;
}

static bool refuse(struct bytes settings, void **state)
{
    (void)settings;
    (void)state;
    return false;
}

/* This runs in the process that makes the others. Of nobody's processes there may be none; root is
 * held to no such number. */
static bool leave_no_processes(struct bytes settings, void **state)
{
    static const struct rlimit none = { 0, 0 };
    return trial_prepare(settings, state) && setrlimit(RLIMIT_NPROC, &none) == 0 &&
           (geteuid() != 0 || setresuid(65534, 65534, 65534) == 0);
}

static const struct worker_body able = { trial_prepare, work, trial_release };
static const struct worker_body stuck = { never_ready, work, trial_release };
static const struct worker_body unable = { refuse, work, trial_release };

static const struct worker_body alone = { leave_no_processes, work, trial_release };

static struct trial trial;

static struct pool *begin(unsigned jobs, const struct worker_body *body)
{
    const char *why = NULL;
    struct pool *pool = pool_begin(jobs, body, bytes_over("settings", 8), &why);
    ck_assert_msg(pool != NULL, "%s", why);
    return pool;
}

/* Neither for what gets ready, nor for its end: the test would not end. */
START_TEST(without_a_job_nobody_is_waited_for)
{
    struct pool *pool = begin((unsigned)_i, &stuck);
    trial_run(&trial, pool);
    trial_run(&trial, pool);
    trial_expect_nothing_left(pool);
}
END_TEST

START_TEST(the_first_job_makes_workers)
{
    struct pool *pool = begin((unsigned)_i, &able);
    trial_run(&trial, pool);
    for (size_t i = 0; i < 20; i++) {
        trial_add(&trial, 0, i);
    }
    trial_run(&trial, pool);
    for (size_t i = 0; i < 20; i++) {
        trial_expect_read(&trial, i);
    }
    trial_add(&trial, 0, 3);
    trial_run(&trial, pool);
    trial_expect_read(&trial, 20);
    trial_expect_nothing_left(pool);
}
END_TEST

/* No end() comes, its descriptors are closed, and each run says the same. */
START_TEST(a_job_that_nobody_can_do)
{
    struct pool *pool = begin((unsigned)_i, &unable);
    const struct pool_client client = trial_client(&trial);
    const char *why = NULL, *again = NULL;
    trial_add(&trial, 0, 2);
    trial_add(&trial, 0, 2);
    ck_assert(!pool_run(pool, &client));
    ck_assert(!pool_await(pool, &why));
    ck_assert_ptr_nonnull(strstr(why, "could not be loaded"));
    ck_assert(!pool_run(pool, &client));
    ck_assert(!pool_await(pool, &again));
    ck_assert_ptr_eq(why, again);
    ck_assert_uint_eq(trial.given, 2);
    ck_assert_uint_eq(trial.ended, 0);
    ck_assert(pool_run(pool, &client)); /* none is left */
    trial_expect_nothing_left(pool);
}
END_TEST

/* The same where it is ready and cannot be forked: each job goes to no run but that which asked. */
START_TEST(a_job_that_no_worker_can_be_made_for)
{
    struct pool *pool = begin((unsigned)_i, &alone);
    const struct pool_client client = trial_client(&trial);
    const char *why = NULL;
    trial_add(&trial, 0, 2);
    trial_add(&trial, 0, 2);
    for (size_t run = 1; run <= 2; run++) {
        ck_assert(!pool_run(pool, &client));
        ck_assert(!pool_await(pool, &why));
        ck_assert_ptr_nonnull(strstr(why, "no worker could be made"));
        ck_assert_uint_eq(trial.given, run);
        ck_assert_uint_eq(trial.ended, 0);
    }
    ck_assert(pool_run(pool, &client));
    trial_expect_nothing_left(pool);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pool_start");
    tcase_add_checked_fixture(tests, trial_remember, NULL);
    tcase_add_loop_test(tests, without_a_job_nobody_is_waited_for, 0, 3);
    tcase_add_loop_test(tests, the_first_job_makes_workers, 0, 3);
    tcase_add_loop_test(tests, a_job_that_nobody_can_do, 0, 3);
    tcase_add_loop_test(tests, a_job_that_no_worker_can_be_made_for, 1, 3);
    return suite_run_apart("pool_start", tests);
}
