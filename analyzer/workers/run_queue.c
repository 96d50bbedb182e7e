#include "workers/run_queue.h"

#include <inttypes.h>
#include <stdio.h>

#define NANOSECONDS_IN_MILLISECOND 1000000

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
