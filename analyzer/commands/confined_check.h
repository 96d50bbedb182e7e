#ifndef CONFINED_CHECK_H
#define CONFINED_CHECK_H

#include <stdbool.h>

#include "outcome.h"

/* One question to bytes that others have made, asked in a process that has no rights left (see
 * workers/confine.h), for commands that have no workers. All that comes back is a small number. */

#define CONFINED_ANSWERS 64
#define CONFINED_DIED    (-1)

/* `check` returns 0 to CONFINED_ANSWERS - 1; *answer is that, or CONFINED_DIED where the process
 * came to any other end. False, with *why, where there is no such process. */
MUST_CHECK bool confined_check(int (*check)(const void *context), const void *context, int *answer,
                               const char **why);

#endif
