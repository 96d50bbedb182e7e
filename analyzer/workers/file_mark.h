#ifndef FILE_MARK_H
#define FILE_MARK_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "outcome.h"

/* Which file a worker is at, told through shared memory: records travel in
 * batches, and when a worker dies the coordinator still has to know at which
 * file. Each worker keeps one page of it and nothing of the others'. What it
 * writes there is trusted no more than a frame. */

struct file_mark {
    _Atomic uint64_t file; /* its number and 1; 0: none yet */
};

/* Memory for `count` workers, shared with all processes forked from now on. */
MUST_CHECK void *file_marks_map(size_t count);
void file_marks_unmap(void *marks, size_t count);

struct file_mark *file_mark_at(void *marks, size_t slot);

/* In a worker: gives back all but its own. */
void file_marks_keep(void *marks, size_t count, size_t slot);

#endif
