#ifndef POSTGRES_TOAST_H
#define POSTGRES_TOAST_H

#include "buffer.h"
#include "containers/databases/postgres_page.h"
#include "stream.h"

/* The chunks of long values of PostgreSQL, wherever they stand in a file: rows that were deleted or
 * written anew may stand between them, and in another order. */

struct postgres_toast {
    struct buffer chunks; /* of their places */
    size_t next;          /* that no value was made of yet */
    bool more;            /* there were more than PG_CHUNKS_MAX */
    bool starved;         /* memory ran out */
};

void postgres_toast_clear(struct postgres_toast *toast);

/* Adds the chunks of a page that stands at that offset. */
void postgres_toast_add(struct postgres_toast *toast, struct bytes page, uint64_t offset);

/* Once all were added: puts them in order. */
void postgres_toast_sort(struct postgres_toast *toast);

/* What follows each other of one value. */
struct postgres_value {
    uint32_t value; /* its number */
    bool first;     /* it begins with the first chunk */
    uint64_t offset;
    size_t chunks;
    bool bounded; /* it is longer than is held */
};

/* Takes the next value of two chunks at least, or of one that may be packed, and reads it into
 * `data`. False: there is none. */
MUST_CHECK bool postgres_toast_take(struct postgres_toast *toast, struct stream *content,
                                    struct buffer *data, struct postgres_value *value);

#endif
