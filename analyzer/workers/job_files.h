#ifndef JOB_FILES_H
#define JOB_FILES_H

#include "job.h"

/* Closes what is open of a job, its files, volumes and table: whoever opened them for a job that
 * is not to be done. */
void job_files_close(const struct job *job);

#endif
