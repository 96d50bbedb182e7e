#ifndef SQLITE_ROWS_H
#define SQLITE_ROWS_H

#include "container.h"
#include "containers/databases/sqlite_payload.h"

/* What pages of SQLite hold that their raw bytes do not show: values that go on in overflow pages,
 * and those that are compressed, each given as a row. */
struct sqlite_rows {
    struct stream *content;
    const struct container_sink *sink;
    const struct sqlite_layout *layout;
    struct sqlite_pages *pages; /* NULL: all stand in the content, in order */
    const char *label;          /* before the names of columns; NULL: nothing */
    uint64_t budget;            /* octets of records that may still be read */
    uint64_t offset;            /* of the page in the content */
    struct buffer page;         /* the one whose cells are read; zeroed at first */
    bool stopped;
    bool told; /* of a log: that rows go on elsewhere */
};

/* The rows of one page. False: no more are wanted, which the journal has where it was a bound. */
MUST_CHECK bool sqlite_rows_give(struct sqlite_rows *rows, struct bytes page, bool first);
void sqlite_rows_clear(struct sqlite_rows *rows);

#endif
