#ifndef LISTING_PRINT_H
#define LISTING_PRINT_H

#include "reports/report_field.h"

/* Rows as a table for a terminal, as JSON, an object a line, or as CSV. */

enum listing_form { LISTING_TEXT, LISTING_JSON, LISTING_CSV };

#define LISTING_COLUMNS_MAX 64

struct listing_print {
    struct output_file *file;
    enum listing_form form;
    bool coloured; /* names of columns bold, cells as cell_colour() says */
    size_t room;   /* columns of the terminal; 0: no terminal, and a row stays on one line */
    struct report_field fields[LISTING_COLUMNS_MAX];
    struct report_table table; /* of these */
    /* Of a table for a terminal the first rows are held until all columns are as wide as they
     * need: cells one behind the other, each ended by LF, which no cell has in it. */
    struct buffer held;
    size_t held_rows, rows;
    size_t widths[LISTING_COLUMNS_MAX];
    size_t widest_last; /* cell of the last column, which pads nothing and so has no bound */
    bool folds[LISTING_COLUMNS_MAX]; /* columns that stand on a further line, for want of room */
    bool settled;
};

/* The columns, whose names are apart by commas; NULL: all of the table, in CSV those that it can
 * say. False, with *unknown the first that is none, and its length. */
MUST_CHECK bool listing_print_begin(struct listing_print *print, const struct report_table *table,
                                    const char *columns, struct bytes *unknown);
/* False when memory ran out. */
MUST_CHECK bool listing_print_row(struct listing_print *print, const void *row);
MUST_CHECK bool listing_print_end(struct listing_print *print);
void listing_print_clear(struct listing_print *print);

#endif
