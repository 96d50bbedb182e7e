#ifndef SEALED_TABLE_H
#define SEALED_TABLE_H

#include "bytes.h"
#include "outcome.h"

/* A table that the coordinator builds once and all workers read: a memory file
 * that is sealed against every change, so no worker can alter what another sees. */

/* Its descriptor, or -1 when memory ran out. The caller closes it. */
MUST_CHECK int sealed_table_make(struct bytes content);

/* Maps it read-only. False when it is no sealed table or memory ran out. */
MUST_CHECK bool sealed_table_map(int descriptor, struct bytes *content);
void sealed_table_unmap(struct bytes content);

#endif
