#ifndef RUN_QUEUE_H
#define RUN_QUEUE_H

#include <stdint.h>
#include <sys/types.h>

/* How long a process of one thread has been ready to run and was not let, since it began, in
 * milliseconds: the second number of /proc/PID/schedstat (Linux, Documentation/scheduler/
 * sched-stats). 0 where the system does not tell. */
int64_t run_queue_waited(pid_t pid);

/* How long a process had waited for a processor when something happened. */
struct wait_mark {
    int64_t since, waited; /* milliseconds: of the caller's clock, and as above */
};

/* Below this a process is not asked about. */
#define RUN_QUEUE_LEAST 1000

/* The milliseconds from `since` to `now` that the process could have worked in: on a machine with
 * more to do than it can, a process is not to blame for the time in which it waits for its turn. */
int64_t run_queue_could_work(pid_t pid, int64_t now, int64_t since, struct wait_mark *mark);

#endif
