#ifndef LANDLOCK_H
#define LANDLOCK_H

#include <stdbool.h>

#include "outcome.h"

/* Landlock with an empty ruleset: every right that the running kernel can take
 * away is taken, for good. Descriptors that are open already keep working. */

/* The ABI of the running kernel, from 1; 0 or less without Landlock. */
long landlock_version(void);

/* Needs PR_SET_NO_NEW_PRIVS. False when Landlock is there but would not do it; a
 * kernel without it, or with it switched off, is no failure. */
MUST_CHECK bool landlock_confine(void);

#endif
