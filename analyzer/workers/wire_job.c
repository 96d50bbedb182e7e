#include "workers/wire_job.h"

#include "bounds.h"
#include "workers/wire.h"
#include "workers/wire_revisit.h"

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

void wire_job_file(struct wire_fields *fields, struct job_file *file, int *descriptors)
{
    file->number = (uint32_t)wire_number(fields, 4, file->number);
    bool passed = wire_bool(fields, file->fd >= 0);
    file->fd = passed ? (*descriptors)++ : -1;
    file->size = wire_number(fields, 8, file->size);
    file->mode = (enum scan_mode)wire_within(fields, file->mode, 0, SCAN_SHARE); /* 0: no scan */
    file->from = wire_number(fields, 8, file->from);
    file->to = wire_number(fields, 8, file->to);
    wire_share(fields, &file->share);
    file->continues = wire_bool(fields, file->continues);
    file->divides = wire_bool(fields, file->divides);
    file->undigested = wire_bool(fields, file->undigested);
    file->first_volume = wire_within(fields, file->first_volume, 0, JOB_VOLUMES_MAX);
    file->volume_count = wire_within(fields, file->volume_count, 0, JOB_VOLUMES_MAX);
}
