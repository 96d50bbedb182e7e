#ifndef PROOF_READING_H
#define PROOF_READING_H

#include "job.h"
#include "record.h"

/* Checks a file that is given as a proof of compromise (JOB_PROOF). `job->extra` is a common
 * name that states a compromise too (may be empty), behind its length in four octets, and then
 * certificates in DER, one behind the other, whose keys may be wanted. The first file of the job is
 * the proof, the others are certificates, PEM or DER: they are read first. Delivers
 * RECORD_CERTIFICATE for each certificate of theirs, then RECORD_PROOF for each proof of the first,
 * of which there is at least one; and RECORD_JOURNAL for a file that could not be read as a whole.
 */
void proof_reading_run(const struct job *job, const struct record_sink *sink);

#endif
