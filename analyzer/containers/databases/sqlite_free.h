#ifndef SQLITE_FREE_H
#define SQLITE_FREE_H

#include "containers/carving/carve_spans.h"
#include "containers/databases/sqlite_page.h"
#include "stream.h"

/* What a database of SQLite leaves free: pages on its list of free ones (section 1.5), pages behind
 * those that its header counts, and in pages of records what stands between the cells. Rows that
 * were deleted lie there, and whatever somebody put there. */
struct sqlite_free {
    const struct sqlite_layout *layout;
    uint8_t *pages; /* a bit for each of the file: it is free; NULL: no memory for them */
    struct carve_spans spans;
};

/* Follows the list, each of whose pages counts once. Cleared in any case. */
void sqlite_free_init(struct sqlite_free *list, struct stream *content,
                      const struct sqlite_layout *layout);
void sqlite_free_clear(struct sqlite_free *list);

/* Adds what is free of the page at that offset, in the order of the file: all of it, or what stands
 * between its cells. */
void sqlite_free_take(struct sqlite_free *list, struct bytes page, uint64_t offset);

/* Adds what stands between the cells of a page of records, which stands at that offset, and is the
 * first of the database: from the first mark of something packed on that none of them holds. */
void sqlite_free_between(const struct sqlite_layout *layout, struct bytes page, bool first,
                         uint64_t offset, struct carve_spans *spans);

#endif
