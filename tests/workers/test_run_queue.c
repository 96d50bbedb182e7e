/* What a process waits for its turn. */
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "suite.h"
#include "workers/run_queue.h"

#define SHARED_MILLISECONDS 150

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

/* On the processor that this process has, too. */
static pid_t start_beside(bool computing)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    ck_assert_int_eq(sched_setaffinity(0, sizeof(one), &one), 0);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    while (pid == 0) {
        if (computing) {
            compute(1000);
        } else {
            (void)pause();
        }
    }
    return pid;
}

static void stop(pid_t pid)
{
    (void)kill(pid, SIGKILL);
    (void)waitpid(pid, NULL, 0);
}

START_TEST(waiting_for_a_turn_is_told)
{
    pid_t pid = start_beside(true);
    compute(SHARED_MILLISECONDS);
    ck_assert_int_gt(run_queue_waited(pid), SHARED_MILLISECONDS / 10);
    ck_assert_int_lt(run_queue_waited(pid), 1000 * SHARED_MILLISECONDS);
    stop(pid);
}
END_TEST

START_TEST(sleep_is_no_waiting)
{
    pid_t pid = start_beside(false);
    (void)usleep(50000); /* until it sleeps */
    int64_t before = run_queue_waited(pid);
    compute(SHARED_MILLISECONDS);
    ck_assert_int_eq(run_queue_waited(pid), before);
    stop(pid);
}
END_TEST

START_TEST(nobody_waits_not)
{
    pid_t pid = start_beside(false);
    stop(pid);
    ck_assert_int_eq(run_queue_waited(pid), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("run_queue");
    tcase_add_test(tests, waiting_for_a_turn_is_told);
    tcase_add_test(tests, sleep_is_no_waiting);
    tcase_add_test(tests, nobody_waits_not);
    return suite_run_apart("run_queue", tests);
}
