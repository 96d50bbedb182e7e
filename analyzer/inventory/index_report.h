#ifndef INDEX_REPORT_H
#define INDEX_REPORT_H

#include "inventory/certificate_index.h"
#include "job.h"
#include "record.h"

/* How a worker tells of a certificate index that it reads. */
struct index_report {
    const struct job_file *file;
    const struct record_sink *sink;
    const struct fault *fault; /* the first that was told */
    uint64_t entries;          /* that the index has; 0 while it is not open */
};

void index_report_begin(struct index_report *report, const struct job_file *file,
                        const struct record_sink *sink);
/* Into the journal: the first one only, since one damage brings others. */
void index_report_fault(struct index_report *report, const struct fault *fault);
/* RECORD_INDEXED for each source, with the places (flags and addresses) that lie in it.
 * They are sorted here, and each is told once; one that lies in no source is a fault. */
void index_report_sources(struct index_report *report, const struct certificate_index *index,
                          uint64_t *places, size_t count);
void index_report_end(struct index_report *report);

#endif
