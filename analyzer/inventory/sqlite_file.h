#ifndef SQLITE_FILE_H
#define SQLITE_FILE_H

#include <sqlite3.h>

#include "bytes.h"

/* A database of somebody else, through SQLite, without a file system: reads go to one
 * descriptor that is open already, or to memory; no journal, no other file, no lock, no
 * clock. Nothing in the schema runs: views, triggers and virtual tables are shut off. */

struct sqlite_file {
    int fd;            /* not owned; -1: in memory */
    struct bytes held; /* then this; not owned */
    uint64_t size;
    sqlite3 *database;
    /* Work, in steps of SQLite's machine: past it every call fails with SQLITE_INTERRUPT. */
    uint64_t steps, steps_max;
    void *context;
    void (*alive)(void *context); /* now and then; NULL: nobody listens */
};

/* Once per process, before it is confined. */
MUST_CHECK bool sqlite_file_prepare(void);

/* Opens what `fd`, or else `held`, `size`, `steps_max` and `alive` say. SQLITE_OK, or SQLite's
 * word for why not: then nothing is open. */
MUST_CHECK int sqlite_file_open(struct sqlite_file *file);
void sqlite_file_close(struct sqlite_file *file);

#endif
