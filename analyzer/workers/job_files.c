#include "workers/job_files.h"

#include <unistd.h>

void job_files_close(const struct job *job)
{
    for (size_t i = 0; i < job->count; i++) {
        if (job->files[i].fd >= 0) {
            (void)close(job->files[i].fd);
        }
    }
    for (size_t i = 0; i < job->volume_count; i++) {
        if (job->volumes[i].fd >= 0) {
            (void)close(job->volumes[i].fd);
        }
    }
    if (job->table >= 0) {
        (void)close(job->table);
    }
}
