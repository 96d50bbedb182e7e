#ifndef LANDLOCK_H
#define LANDLOCK_H

#include "outcome.h"
#include <stdbool.h>

/* Landlock with an empty ruleset: every right that the running kernel can take
 * away is taken, for good. Descriptors that are open already keep working. */

enum landlock_state {
    LANDLOCK_ABSENT, /* the kernel has none, or it is switched off */
    LANDLOCK_ENFORCED,
    LANDLOCK_REFUSED /* it is there, but would not do it */
};

/* Needs PR_SET_NO_NEW_PRIVS. */
MUST_CHECK enum landlock_state landlock_confine(void);

#endif
