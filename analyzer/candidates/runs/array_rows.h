#ifndef ARRAY_ROWS_H
#define ARRAY_ROWS_H

#include "bytes/octet_list.h"
#include "candidates/runs/row_gap.h"

/* Rows of an array of octets that have more between them than commas and line ends: quoting, the
 * numbers of lines, the time stamps of a log, the quotation marks of strings. It is learned
 * between the first two rows, and only where commas part the numbers: else the number of a line
 * could be one of them. */

struct array_rows {
    struct row_gap gap;
    size_t row;      /* numbers on this row so far */
    unsigned tries;  /* to learn a gap, in vain */
    bool begun;      /* a number was followed by another one */
    bool has_commas; /* the first one by a comma */
};

/* How many bytes at the front part the number before the text from the next; 0 = there is
 * none. To be asked behind each number, one after the other. */
size_t array_rows_gap(struct array_rows *rows, struct bytes text);

/* As octet_list_look() with such rows. */
struct octet_list array_rows_look(struct array_rows *rows, struct bytes text);

#endif
