#ifndef SQLITE_LOG_H
#define SQLITE_LOG_H

#include "buffer.h"
#include "container.h"
#include "containers/databases/sqlite_payload.h"

/* Logs of SQLite: write-ahead logs (section 4 of the file format), whose frames are pages as they
 * became, and rollback journals (section 3), whose records are pages as they were. Each page may
 * stand in many frames. A chain of overflow is followed as the pages stood when the transaction of
 * its row ended, within one generation of the log: frames of one salt, as SQLite begins again at
 * the front and leaves what is behind. */

#define SQLITE_LOG_HEADER ((size_t)32)

struct sqlite_frame {
    uint64_t place; /* of its page in the file */
    uint32_t page;  /* its number */
    uint32_t next;  /* what its first octets say, were it a page of overflow */
    uint32_t generation;
    uint32_t end; /* the last frame of its transaction */
};

struct sqlite_log {
    struct sqlite_pages pages; /* as they stood for the frame `at` */
    struct sqlite_layout layout;
    struct sqlite_frame *frames;
    uint64_t *order; /* by the number of their page, with theirs in the lower half */
    uint32_t count;
    uint32_t committed; /* so many at the front; of a rollback journal all */
    uint32_t at;
    uint64_t followed_left;
    uint64_t *given; /* digests of rows, each at its slot */
    size_t slots;
    bool more; /* there are more than the limit of them */
};

/* Is it the front of one? */
MUST_CHECK bool sqlite_log_recognise(struct bytes head);

/* Goes through all frames. NULL, or why there is none; to be cleared in any case. */
MUST_CHECK const struct fault *sqlite_log_load(struct sqlite_log *log, struct stream *content,
                                               const struct container_sink *sink);
void sqlite_log_clear(struct sqlite_log *log);

#endif
