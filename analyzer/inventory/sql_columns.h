#ifndef SQL_COLUMNS_H
#define SQL_COLUMNS_H

#include "bounds.h"
#include "buffer.h"

/* The columns of the table that a dump fills now, and of those that it defined before:
 * most INSERT statements say no names. Each is called `table.column`. */

struct sql_columns {
    struct buffer text;             /* the table's name, then its columns', all ended by a zero */
    size_t starts[SQL_COLUMNS_MAX]; /* of the columns, in `text` */
    size_t count;
    struct buffer kept; /* tables that were defined, as in `text`, behind their lengths */
    size_t *slots;      /* in `kept`, one behind; 0 = free */
    size_t tables;
    struct buffer name; /* of the last column that was asked for */
};

void sql_columns_clear(struct sql_columns *columns);

/* From here on the columns are those of this table, and none is known yet. */
void sql_columns_begin(struct sql_columns *columns, struct bytes table);
void sql_columns_add(struct sql_columns *columns, struct bytes column);
/* Is it this table already? */
bool sql_columns_are_of(const struct sql_columns *columns, struct bytes table);
/* Remembers the table with its columns, as far as SQL_TABLES_MAX goes. */
void sql_columns_keep(struct sql_columns *columns);
/* As it was remembered; without columns where it was not. */
void sql_columns_recall(struct sql_columns *columns, struct bytes table);

/* `table.column` or `table.3`, counted from 1; good until the next call. */
struct bytes sql_columns_name(struct sql_columns *columns, size_t number);

#endif
