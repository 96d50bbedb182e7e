#include "workers/run_queue.h"

#include <inttypes.h>
#include <stdio.h>

#define NANOSECONDS_IN_MILLISECOND 1000000

int64_t run_queue_could_work(pid_t pid, int64_t now, int64_t since, struct wait_mark *mark)
{
    int64_t waited = 0;
    if (mark->since != since) {
        *mark = (struct wait_mark){ since, run_queue_waited(pid) };
    } else if (now - since > RUN_QUEUE_LEAST) {
        waited = run_queue_waited(pid) - mark->waited;
    }
    return now - since - (waited > 0 ? waited : 0);
}

int64_t run_queue_waited(pid_t pid)
{
    char path[64];
    uint64_t ran, waited;
    (void)snprintf(path, sizeof(path), "/proc/%ld/schedstat", (long)pid);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return 0;
    }
    int taken = fscanf(file, "%" SCNu64 " %" SCNu64, &ran, &waited);
    (void)fclose(file);
    return taken == 2 ? (int64_t)(waited / NANOSECONDS_IN_MILLISECOND) : 0;
}
