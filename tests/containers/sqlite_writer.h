#ifndef SQLITE_WRITER_H
#define SQLITE_WRITER_H

#include <sqlite3.h>
#include <stdio.h>

#include "buffer.h"
#include "suite.h"

/* Databases by SQLite itself, in memory. */

static inline sqlite3 *sqlite_begin(unsigned page_size, const char *more)
{
    char text[256];
    sqlite3 *database = NULL;
    ck_assert_int_eq(sqlite3_open(":memory:", &database), SQLITE_OK);
    (void)snprintf(text, sizeof(text),
                   "PRAGMA page_size=%u; %s; CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, "
                   "body TEXT, data BLOB)",
                   page_size, more);
    ck_assert_int_eq(sqlite3_exec(database, text, NULL, NULL, NULL), SQLITE_OK);
    return database;
}

static inline void sqlite_put(sqlite3 *database, const char *insert, int64_t id, const char *name,
                              struct bytes body, struct bytes data)
{
    sqlite3_stmt *statement = NULL;
    ck_assert_int_eq(sqlite3_prepare_v2(database, insert, -1, &statement, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_bind_int64(statement, 1, id), SQLITE_OK);
    ck_assert_int_eq(sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC), SQLITE_OK);
    ck_assert_int_eq(
        sqlite3_bind_text(statement, 3, (const char *)body.at, (int)body.left, SQLITE_STATIC),
        SQLITE_OK);
    ck_assert_int_eq(sqlite3_bind_blob(statement, 4, data.at, (int)data.left, SQLITE_STATIC),
                     SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_DONE);
    ck_assert_int_eq(sqlite3_finalize(statement), SQLITE_OK);
}

/* All its bytes; the caller clears them. */
static inline struct buffer sqlite_bytes(sqlite3 *database)
{
    struct buffer bytes = { 0 };
    sqlite3_int64 size = 0;
    unsigned char *made = sqlite3_serialize(database, "main", &size, 0);
    ck_assert_ptr_nonnull(made);
    ck_assert(buffer_append(&bytes, bytes_over(made, (size_t)size)));
    sqlite3_free(made);
    return bytes;
}

#endif
