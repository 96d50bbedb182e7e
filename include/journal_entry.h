#ifndef JOURNAL_ENTRY_H
#define JOURNAL_ENTRY_H

#include "bytes.h"
#include "outcome.h"

/* A note tells of an anomaly that cost no byte; it leaves the exit status
 * alone. Unread tells of bytes that were not examined. */
enum journal_weight { JOURNAL_NOTE = 1, JOURNAL_UNREAD = 2 };

struct journal_entry {
    enum journal_weight weight;
    enum outcome outcome;
    struct bytes provenance; /* encoded; empty = the file as a whole */
    struct bytes clause;     /* empty where no text rules */
    struct bytes sentence;
    uint64_t unread; /* bytes not examined; 0 where the number is not known */
};

#endif
