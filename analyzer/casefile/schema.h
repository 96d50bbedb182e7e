#ifndef SCHEMA_H
#define SCHEMA_H

#include <sqlite3.h>

#include "bytes.h"

/* The tables of the case file, and how a file says that it is one: the
 * application id and the version in SQLite's header. */

enum schema_kind {
    SCHEMA_EMPTY,  /* nothing was ever stored in it */
    SCHEMA_OURS,   /* a case of this version */
    SCHEMA_OTHER,  /* a case of another version */
    SCHEMA_FOREIGN /* not a case at all */
};

/* By the front of the file (100 bytes, fewer where it is shorter; SQLite file format
 * section 1.3). */
enum schema_kind schema_recognise(struct bytes head);
#define SCHEMA_HEAD 100

/* Makes the tables in an empty database: all of them or none. A result code of SQLite. */
MUST_CHECK int schema_create(sqlite3 *database);

/* Settings of a connection: how it locks, syncs and holds what it sorts. */
MUST_CHECK int schema_connect(sqlite3 *database);

#endif
