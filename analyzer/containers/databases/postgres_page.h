#ifndef POSTGRES_PAGE_H
#define POSTGRES_PAGE_H

#include "bytes.h"

/* Pages of a table of PostgreSQL 8.3 and later, of 8 KiB and little-endian, as nearly all are built
 * (bufpage.h, htup_details.h, varatt.h). */

#define POSTGRES_PAGE ((size_t)8192)

/* Of a page, where the size of it and the version of its layout stand. */
#define POSTGRES_PAGE_MARK ((size_t)16)

/* Is its header one of a page of a table, in which something stands? */
bool postgres_page_holds(struct bytes head);

/* A chunk of a long value: a row of a TOAST table. */
struct postgres_chunk {
    uint32_t value, number;
    struct bytes data;
};
#define POSTGRES_CHUNK_MAX ((size_t)1996) /* all but the last of a value are so long */
#define POSTGRES_ROW_ALIGN ((size_t)8)

/* Does a row of one begin there? */
MUST_CHECK bool postgres_chunk_read(struct bytes row, struct postgres_chunk *chunk);

/* A packed value, behind the number that tells what comes of it: its two upper bits are the code.
 */
struct postgres_packed {
    struct bytes data;
    size_t size;
    unsigned code; /* enum lz_code */
};
#define POSTGRES_VALUE_ALIGN ((size_t)4)

/* Of a value within a row, behind its own length. */
MUST_CHECK bool postgres_value_read(struct bytes field, struct postgres_packed *packed);

/* Of one in chunks, whose length they tell. */
MUST_CHECK bool postgres_packed_read(struct bytes all, struct postgres_packed *packed);

#endif
