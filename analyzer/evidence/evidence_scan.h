#ifndef EVIDENCE_SCAN_H
#define EVIDENCE_SCAN_H

#include "job.h"
#include "keys/key_examine.h"
#include "record.h"

/* One evidence file, or a part of the work on it, as job_file.mode asks:
 * delivers RECORD_FILE_BEGIN, what is found, and RECORD_FILE_DONE. */
void evidence_scan(struct key_examiner *examiner, const struct job_file *file,
                   const struct record_sink *sink);

#endif
