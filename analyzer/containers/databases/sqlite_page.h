#ifndef SQLITE_PAGE_H
#define SQLITE_PAGE_H

#include "bytes.h"

/* Pages of an SQLite database and the records in their cells: sqlite.org/fileformat2.html. */

#define SQLITE_HEADER   ((size_t)100)
#define SQLITE_PAGE_MAX ((size_t)65536)

struct sqlite_layout {
    size_t page_size;
    size_t usable;  /* octets of a page: some are set aside at its end */
    uint64_t pages; /* in the file, the last of them maybe cut off */
};

/* Section 1.3. `size` of the file, which must be known. False where the header is none; changes
 * nothing then. */
MUST_CHECK bool sqlite_layout_read(struct bytes head, uint64_t size, struct sqlite_layout *layout);

struct sqlite_cell {
    uint64_t row;      /* 0: has none that is a number over 0 */
    uint64_t payload;  /* octets of the record */
    size_t at, local;  /* so many of them stand in the page, there */
    uint32_t overflow; /* page with the next of them; 0: all stand here */
};

/* Cells of a page that holds records (section 1.6), 0 for any other. `first`: the first page of the
 * file, which begins with the file's header. */
size_t sqlite_page_cells(const struct sqlite_layout *layout, struct bytes page, bool first);

/* False where what stands there is no cell; changes nothing then. */
MUST_CHECK bool sqlite_cell_read(const struct sqlite_layout *layout, struct bytes page, bool first,
                                 size_t index, struct sqlite_cell *cell);

/* The types of a record's columns (section 2.1), and where the next column begins in it. */
struct sqlite_record {
    struct bytes types;
    uint64_t at;
};
struct sqlite_column {
    uint64_t at, length; /* in the record */
    bool text, blob;
};

/* How long the header of a record is by its front; 0 where that is none. */
uint64_t sqlite_record_header(struct bytes front);

/* `header`: all of it. False where the columns do not make up a record of that length. */
MUST_CHECK bool sqlite_record_read(struct bytes header, uint64_t payload,
                                   struct sqlite_record *record);
MUST_CHECK bool sqlite_record_take(struct sqlite_record *record, struct sqlite_column *column);

#endif
