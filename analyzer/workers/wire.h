#ifndef WIRE_H
#define WIRE_H

#include "buffer.h"
#include "job.h"
#include "record.h"

/* Framing of jobs and records between coordinator and worker. The coordinator
 * trusts no frame: a worker may have been taken over by what it read.
 *
 * A frame is a u32 length (of all that follows), a u8 kind, and the fields of
 * the kind one after the other: numbers big-endian, bytes behind a u32 length.
 * Every value has one encoding only. */

/* Appends one frame. False, and nothing appended, when memory ran out or the
 * frame would be longer than FRAME_MAX. */
MUST_CHECK bool wire_put_record(struct buffer *frames, const struct record *record);

/* Takes one record from the front. OUTCOME_TRUNCATED: not all there yet;
 * OUTCOME_MALFORMED: no frame of ours, end the worker; OUTCOME_NO_MEMORY. Text
 * that must be static (failure, clause, encoding, remark) and the proof arrive as
 * bounded copies and lie in `text`, which the caller resets with the record, so
 * finding.proof may not be cleared by itself; all other windows lie in the
 * frame. Nothing moves on failure. */
MUST_CHECK enum outcome wire_take_record(struct bytes *from, struct record *record,
                                         struct buffer *text);

/* Descriptors travel beside the frame, those of the files in order, then the
 * table's. */
MUST_CHECK bool wire_put_job(struct buffer *frames, const struct job *job);
/* Each fd of the taken job, and its table, is a position in the list of the
 * descriptors that came with it, or -1. `extra` lies in the frame. */
MUST_CHECK enum outcome wire_take_job(struct bytes *from, struct job *job);

/* How many descriptors travel with a job. */
size_t wire_job_descriptors(const struct job *job);

/* A worker's own state, beside its records. */
enum wire_notice {
    NOTICE_READY = 1,   /* confined; `text` empty */
    NOTICE_REFUSED = 2, /* could not be confined; `text` says why */
    NOTICE_JOB_DONE = 3
};
struct wire_state {
    enum wire_notice notice;
    uint64_t job; /* number, with NOTICE_JOB_DONE */
    struct bytes text;
};
MUST_CHECK bool wire_put_state(struct buffer *frames, const struct wire_state *state);
/* OUTCOME_UNEXPECTED: the front is another kind of frame. */
MUST_CHECK enum outcome wire_take_state(struct bytes *from, struct wire_state *state);

/* Length in bytes, with the length field, of the frame at the front; 0 when its
 * length field is not there yet or none of ours. */
size_t wire_frame_length(struct bytes from);

#endif
