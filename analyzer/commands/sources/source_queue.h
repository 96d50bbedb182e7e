#ifndef SOURCE_QUEUE_H
#define SOURCE_QUEUE_H

#include "commands/sources/source_list.h"

/* Hands the files of a list to the workers and stores what comes back: small
 * files in batches, large evidence in ranges, a lost worker's files once more and
 * alone. The pool_client of the scan and of the inventory. */

struct source_queue;

struct source_queue_plan {
    enum job_kind kind; /* JOB_SCAN or JOB_INVENTORY */
    const char *phase;  /* for the progress line */
    int table;          /* of the inventory: the key index; -1 without */
    struct bytes extra; /* of the inventory: the column of tables; a window */
    bool undigested;    /* of the scan: no SHA-256 is taken of the files */
};

/* NULL when memory ran out. List and session must outlive the queue. */
struct source_queue *source_queue_new(struct session *session, const struct source_list *list,
                                      const struct source_queue_plan *plan);
/* Runs until all files are read and stored. False when the session must stop. */
MUST_CHECK bool source_queue_run(struct source_queue *queue);
void source_queue_free(struct source_queue *queue);

#endif
