#ifndef COLUMN_DUMP_H
#define COLUMN_DUMP_H

#include "buffer.h"

/* Dumps in columns of one width, each item at the right end of its own, with an offset before them
 * or without: what od prints as characters (-c, -a), in decimal and in octal (-t u1, -t d2, -b),
 * hexdump -c, -d, -o and -x, and xxd -b. What hexdump -C and its like print is of hex_dump.h. */

struct column_dialect;

struct column_line {
    const struct column_dialect *dialect;
    size_t from;         /* of the first column in the line */
    size_t columns;      /* how many there are */
    size_t octets;       /* that they stand for */
    size_t word;         /* of them in a column */
    bool numbered;       /* an offset stands before them */
    uint64_t offsets[3]; /* that, as octal, decimal and hexadecimal */
};

/* Finds the columns of one line, behind whatever was put before it: of any dialect, or where
 * `like` is not NULL of that line's. False, and nothing changed, where the line has none. */
MUST_CHECK bool column_dump_find(struct bytes line, const struct column_line *like,
                                 struct column_line *found);

/* What else the line may be: of a dialect that follows on that of `found`, or without an offset
 * where its first number was taken for one. */
MUST_CHECK bool column_dump_find_other(struct bytes line, struct column_line *found);

/* True where the line goes on from the one before: by its offset, or, where they have none, by
 * nothing but being of the same dialect. */
bool column_dump_follows(const struct column_line *before, const struct column_line *line);

/* Appends the octets of the columns, those of a word in the order of its digits. False when memory
 * ran out. */
MUST_CHECK bool column_dump_decode(struct bytes line, const struct column_line *found,
                                   struct buffer *into);

#endif
