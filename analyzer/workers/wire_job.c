#include "workers/wire.h"

size_t wire_job_descriptors(const struct job *job)
{
    size_t count = job->table >= 0 ? 1 : 0;
    for (size_t i = 0; i < job->count; i++) {
        count += job->files[i].fd >= 0 ? 1 : 0;
    }
    for (size_t i = 0; i < job->volume_count; i++) {
        count += job->volumes[i].fd >= 0 ? 1 : 0;
    }
    return count;
}
