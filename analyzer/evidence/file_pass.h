#ifndef FILE_PASS_H
#define FILE_PASS_H

#include "evidence/file_stream.h"
#include "evidence/ingest.h"
#include "evidence/raw_pass.h"
#include "job.h"

/* All that one job over one evidence file needs: its stream, the state of the
 * ingest, and the pass over its raw bytes. Must not move while it is in use. */
struct file_pass {
    const struct job_file *job;
    struct file_stream file;
    struct ingest ingest;
    struct ingest_frame top;
    struct leaf_reader reader;
    struct raw_pass raw;
    struct file_done done;
    uint64_t silent;       /* bytes read since the last sign of life by them */
    struct provenance set; /* of volumes that are read as one, where they are */
};

void file_pass_begin(struct file_pass *pass, struct key_examiner *examiner,
                     const struct job_file *job, const struct record_sink *sink);

/* The same over the file and the volumes that follow it, as one: its chain has a place for that. */
void file_pass_begin_set(struct file_pass *pass, struct key_examiner *examiner,
                         const struct job_file *job, const struct record_sink *sink);

/* What the place of a set is called whose files no name tells to be one; it outlives the pass. */
void file_pass_name_set(struct file_pass *pass, struct bytes name);

/* Whichever of the two leads to this place, the first of a chain. Of two passes over a file,
 * places are told apart by file_pass_is_in_set(). */
void file_pass_begin_to(struct file_pass *pass, struct key_examiner *examiner,
                        const struct job_file *job, const struct place *first,
                        const struct record_sink *sink);
bool file_pass_is_in_set(const struct job_file *job, const struct place *first);

/* The place of a chain that stands in what the pass reads. */
const struct place *file_pass_first(const struct file_pass *pass,
                                    const struct ingest_target *target);

/* Has the raw pass scan what it sees. */
void file_pass_scan(struct file_pass *pass, const struct leaf_scan_span *span);

/* The kind of the whole file. Only where the stream stands at its beginning. */
const struct container *file_pass_kind(struct file_pass *pass);

/* Pushes the file's bytes up to the offset `to` through the raw pass. */
void file_pass_over(struct file_pass *pass, uint64_t to);
/* So much of it was read: what another range counts as its own is no progress. */
void file_pass_progress(struct file_pass *pass, uint64_t bytes);

/* Scans for what begins in the raw bytes at a place, from just before it, and reads on as long
 * as it is not complete. */
void file_pass_around(struct file_pass *pass, const struct place *first);
/* The same from the beginning to the end of its range (RANGE_SPAN): what it belongs to may stand
 * anywhere in that (candidates/memory/limb_join.h). */
void file_pass_around_range(struct file_pass *pass, const struct place *first);

/* Walks the file from its beginning, where it is a container. */
void file_pass_walk(struct file_pass *pass);

/* Something of the file as a whole was not read. */
void file_pass_journal(struct file_pass *pass, const struct fault *fault, uint64_t unread);

/* Sends RECORD_FILE_DONE. */
void file_pass_done(struct file_pass *pass);
void file_pass_clear(struct file_pass *pass);

#endif
