#ifndef WIRE_JOB_H
#define WIRE_JOB_H

#include "job.h"
#include "workers/wire_fields.h"

/* The fields of one file of a job. Of its descriptor the position in the message is told, which
 * *descriptors counts. */
void wire_job_file(struct wire_fields *fields, struct job_file *file, int *descriptors);

#endif
