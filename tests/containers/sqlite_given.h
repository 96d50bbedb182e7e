#ifndef SQLITE_GIVEN_H
#define SQLITE_GIVEN_H

#include "buffer.h"
#include "container.h"

/* What a walk of a database, or of its log, has given: a line for each value, as the test has it,
 * and entries of the journal by their weight. */
struct given {
    struct buffer text;
    unsigned parts, notes, unread;
};

static inline void take_journal(void *context, const struct place *where,
                                enum journal_weight weight, const struct fault *fault,
                                uint64_t unread)
{
    struct given *given = context;
    (void)where;
    (void)fault;
    (void)unread;
    given->notes += weight == JOURNAL_NOTE;
    given->unread += weight == JOURNAL_UNREAD;
}

#endif
