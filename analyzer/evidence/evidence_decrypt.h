#ifndef EVIDENCE_DECRYPT_H
#define EVIDENCE_DECRYPT_H

#include "buffer.h"
#include "job.h"
#include "keys/key_examine.h"
#include "record.h"

/* Encrypted messages of one file, opened with keys that lie elsewhere in the evidence. The worker
 * walks to the keys again, keeps them until the job is over, walks to the messages and examines
 * what is in them like any part. */

/* job.extra: a count of keys, the keys, a count of messages, the messages. A key: which of the
 * job's files it stands in, and its sighting. A message: its place, without a spot; all in the
 * first file. False when memory ran out. */
MUST_CHECK bool decrypt_order_begin(struct buffer *list, size_t count);
MUST_CHECK bool decrypt_order_put_key(struct buffer *list, size_t file, struct bytes provenance);
MUST_CHECK bool decrypt_order_put_message(struct buffer *list, struct bytes provenance);

/* Delivers what a scan delivers of the messages that open, behind each RECORD_OPENED, and nothing
 * of those that stay closed. */
void evidence_decrypt(struct key_examiner *examiner, const struct job *job,
                      const struct record_sink *sink);

#endif
