#ifndef SQLITE_LOG_WALK_H
#define SQLITE_LOG_WALK_H

#include "container.h"

/* Write-ahead logs ("-wal") and rollback journals ("-journal") of SQLite, beside their database or
 * alone. As in a database, what stands in one page is seen in the raw bytes; given are values that
 * go on over frames, and those that are compressed, as rows named "frame 12 column 3", or "frame 12
 * (not committed) column 3" where a salt or a checksum says so. All versions of a row are given,
 * each once. Pages that only the database has are not looked for there: a row that goes on in such
 * stood there, whole, when SQLite last copied the log. */
extern const struct container sqlite_log_container;

#endif
