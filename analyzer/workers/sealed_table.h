#ifndef SEALED_TABLE_H
#define SEALED_TABLE_H

#include "bytes.h"
#include "outcome.h"

/* A table that the coordinator builds once and all workers read: a memory file
 * that is sealed against every change, so no worker can alter what another sees. */

/* Its descriptor, or -1 when memory or descriptors ran out, of which errno says which. The caller
 * closes it. */
MUST_CHECK int sealed_table_make(struct bytes content);

/* The same written piece by piece: a large one stands in memory once. -1 as above, and false when
 * memory ran out; then, and where it is not sealed, nobody is to get it. */
MUST_CHECK int sealed_table_begin(void);
MUST_CHECK bool sealed_table_write(int descriptor, struct bytes piece);
MUST_CHECK bool sealed_table_seal(int descriptor);

/* Maps it read-only. False when it is no sealed table or memory ran out. */
MUST_CHECK bool sealed_table_map(int descriptor, struct bytes *content);
void sealed_table_unmap(struct bytes content);

#endif
