#ifndef RUN_QUEUE_H
#define RUN_QUEUE_H

#include <stdint.h>
#include <sys/types.h>

/* How long a process of one thread has been ready to run and was not let, since it began, in
 * milliseconds: the second number of /proc/PID/schedstat (Linux, Documentation/scheduler/
 * sched-stats). 0 where the system does not tell. */
int64_t run_queue_waited(pid_t pid);

#endif
