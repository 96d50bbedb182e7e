#ifndef INDEX_BUILD_H
#define INDEX_BUILD_H

#include "commands/session.h"

/* `index build`: reads inventories into a certificate index. On an index that is there it
 * builds on: what is in it and has not changed is not read again. What was read of a build
 * that was stopped is kept in files beside it. Memory: half a gibibyte for what waits to be
 * sorted, and the workers. */

/* *unread: something could not be read, and was said on stderr. False when the session must
 * stop; the index is then as it was. */
MUST_CHECK bool index_build(struct session *session, bool *unread);

#endif
