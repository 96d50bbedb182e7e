#ifndef MAIL_SEARCH_H
#define MAIL_SEARCH_H

#include "evidence/ingest.h"
#include "job.h"

/* Looks through one file for mails that belong to threads: those around given places, and
 * those that name one of given message ids, or are named so. Headers alone are read. Where
 * ids are asked for, messages of mailboxes are entered, and in a file with places also
 * members of its archives. */

struct mail_search {
    struct bytes ids; /* digests (evidence/mail_thread.h), in order */
    uint32_t told;    /* by their ids */
    bool bounded;     /* there were more */
    bool cut;         /* one of those that were told names more than THREAD_IDS_MAX */
};

/* What a job carries: encoded provenances with their spots, then the ids. False when memory
 * ran out. */
MUST_CHECK bool mail_order_begin(struct buffer *list, size_t places);
MUST_CHECK bool mail_order_put(struct buffer *list, struct bytes provenance);

/* Delivers RECORD_MAIL: those around the places always, of the others the first
 * THREAD_FILE_MAILS_MAX; where there were more, and where one names more messages than
 * THREAD_IDS_MAX, RECORD_JOURNAL. */
void mail_search_run(const struct job *job, const struct record_sink *sink);

/* For a walk with ingest.mails: the frame has learnt of its mail. */
void mail_search_take(const struct ingest_frame *frame);
bool mail_search_wants_place(const struct ingest_frame *frame, const struct place *place);
/* Is it a piece of one message? */
bool mail_search_is_of_message(const struct place *place);

#endif
