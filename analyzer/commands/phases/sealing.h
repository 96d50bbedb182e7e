#ifndef SEALING_H
#define SEALING_H

#include "commands/session.h"

/* Keys that are sealed (--seal-to) come back from any job that proves some. */

/* As pool_run(), and what is sealed on the way goes into the case. */
MUST_CHECK bool sealing_run(struct session *session, const struct pool_client *client);

/* Whether this key has yet to be sealed for whom the session names. */
MUST_CHECK bool sealing_is_due(struct session *session, const char *name, bool *due);

/* How many proven keys of the case are not. One look-up a key. */
MUST_CHECK bool sealing_count_due(struct session *session, uint64_t *count);

#endif
