#ifndef POSTGRES_TABLE_H
#define POSTGRES_TABLE_H

#include "container.h"

/* Files of tables of PostgreSQL ("heap files", base/OID/NUMBER), as a stopped cluster, a base
 * backup or the sectors of a disk have them. What stands in a row in clear is seen in the raw
 * bytes; given are values that are packed (pglz, lz4), as readings "postgres-pglz" and
 * "postgres-lz4", and values that go on over chunks of a TOAST table, put together, as members
 * "toast NUMBER". Rows that were deleted are read as long as their octets stand. Which columns a
 * table has nobody says here: what looks like a value is tried. */
extern const struct container postgres_table_container;

#endif
