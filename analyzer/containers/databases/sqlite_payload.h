#ifndef SQLITE_PAYLOAD_H
#define SQLITE_PAYLOAD_H

#include "bytes/sliding_window.h"
#include "containers/databases/sqlite_page.h"
#include "stream.h"

/* Where pages stand that are not in the order of their numbers: those of a log. */
struct sqlite_pages {
    /* False: nowhere here. */
    bool (*find)(const struct sqlite_pages *pages, uint32_t number, uint64_t *place);
    /* Was this value not given before, with the same pages of overflow? `local`: as much of it as
     * stands in the page of its row. */
    bool (*is_new)(struct sqlite_pages *pages, const struct sqlite_cell *cell,
                   const struct sqlite_column *column, struct bytes local);
};

/* The octets of one record, whose overflow pages are read one behind the other. Ends before its
 * time where the chain leads out of the file. */
struct sqlite_payload {
    struct stream stream;
    struct stream *from; /* the database; it seeks */
    const struct sqlite_layout *layout;
    const struct sqlite_pages *pages;
    struct sliding_window window;
    uint64_t left;  /* octets of the record that were not read yet */
    uint32_t next;  /* page with the next of them */
    uint64_t place; /* in the file, of the last octets that were read */
    uint64_t begin; /* in the record, of those */
    bool ended;
};

/* `pages`: NULL where they stand in order. `local`: what stands in the page, which begins at
 * `place` in the file. False when memory ran out. */
MUST_CHECK bool sqlite_payload_init(struct sqlite_payload *payload, struct stream *from,
                                    const struct sqlite_layout *layout,
                                    const struct sqlite_pages *pages,
                                    const struct sqlite_cell *cell, struct bytes local,
                                    uint64_t place);
void sqlite_payload_clear(struct sqlite_payload *payload);

#endif
