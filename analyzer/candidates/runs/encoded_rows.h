#ifndef ENCODED_ROWS_H
#define ENCODED_ROWS_H

#include "candidates/delivery.h"

/* Rows of an encoding in the middle of a text, each on a line: behind what is quoted, indented,
 * logged or otherwise the same before each of them, or in a string of JSON, where line ends are
 * escaped. A return that no line feed follows ends a line, too. What uuencoded files and binary
 * patches of git have in common. */

#define ENCODED_PREFIX_MAX 96
/* Longer ones, once their escapes are undone, are no row of data; a name may be. All of its
 * characters may be entities of pages. */
#define ENCODED_ROW_MAX 320
/* What is seen of a row, with all that may stand before it, or with its escapes. */
#define ENCODED_ROW_SEEN 512

struct encoded_rows {
    uint8_t prefix[ENCODED_PREFIX_MAX];
    size_t prefix_length;
    bool escaped;
};

/* A row as it is meant. */
struct encoded_row {
    uint8_t at[ENCODED_ROW_MAX];
    size_t length;
    size_t taken; /* bytes of the text, with its end */
    bool escaped; /* its end is */
    bool ends;    /* it has one */
    bool alone;   /* it is a return alone */
    bool paged;   /* marks of a page in it were undone */
};

struct bytes encoded_row_bytes(const struct encoded_row *row);

/* The row at the front of `text`, without what stands before it. False where that is not what
 * stands before all, or the row is longer than any. */
MUST_CHECK bool encoded_rows_take(const struct encoded_rows *rows, struct bytes text,
                                  struct encoded_row *row);

/* The same of one that is empty, before which the blanks at the end of the prefix got lost. */
MUST_CHECK bool encoded_rows_take_empty(const struct encoded_rows *rows, struct bytes text,
                                        struct encoded_row *row);

/* Undoes entities and the break at the end, as the text of a page has them, each once. */
void encoded_row_undo_page(struct encoded_row *row);

/* Does a row of data stand at the front of the text? */
typedef bool encoded_rows_data(const struct encoded_rows *rows, struct bytes text,
                               struct encoded_row *row);

/* Does a row stand there for which `is_head` holds, and behind it one for which `has_data` does?
 * The end of the first tells whether they are escaped, the second whether what stands before it
 * stands before all. `head`: the first. */
MUST_CHECK bool encoded_rows_begin(struct encoded_rows *rows, const struct leaf_window *window,
                                   size_t at, bool (*is_head)(struct bytes row),
                                   encoded_rows_data *has_data, struct encoded_row *head);

#endif
