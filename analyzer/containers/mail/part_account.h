#ifndef PART_ACCOUNT_H
#define PART_ACCOUNT_H

#include "container.h"

/* How many of its parts a container says that it has, against how many came out of it. */
struct part_account {
    const char *what;   /* "messages" */
    const char *clause; /* what rules where the container says so */
    uint64_t expected;
    uint64_t read;      /* of those */
    uint64_t recovered; /* others, which it has given up */
    uint64_t failed;    /* not there, or not all of it could be read */
};

/* Says the numbers in the journal of the container: a note, or unread where some failed. */
void part_account_journal(const struct part_account *account, const struct container_sink *sink);

#endif
