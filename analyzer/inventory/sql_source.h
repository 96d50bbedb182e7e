#ifndef SQL_SOURCE_H
#define SQL_SOURCE_H

#include "inventory/cell_column.h"
#include "inventory/sql_columns.h"
#include "inventory/sql_lexer.h"

/* A dump in SQL while it is read. Rows are counted from 1 in each table; columns are
 * called `table.column`. */
struct sql_source {
    const struct source_setting *setting;
    struct sql_lexer lexer;
    struct sql_columns columns;
    struct cell_columns cells;
    struct buffer names; /* a name while it is put together */
    uint64_t row;        /* of the table */
    bool bounded;        /* a name, or the words before the rows, went on past their bound */
};

/* The table that is filled from here on: rows count from 1 where it is another one. */
void sql_source_next_table(struct sql_source *sql, struct bytes table);
/* A value of the row, by the number of its column from 1. */
void sql_source_take(struct sql_source *sql, size_t number, struct bytes content, uint64_t offset,
                     uint64_t length);
struct source_spot sql_source_spot(struct sql_source *sql, size_t number, uint64_t offset,
                                   uint64_t length);

/* Statements, with the window at their first word. Each reads to its end, or as far as it
 * is understood: what is left of its line is stepped over. */
void sql_insert_read(struct sql_source *sql);
void sql_create_read(struct sql_source *sql);
void sql_copy_read(struct sql_source *sql); /* with its rows, to the line \. */
/* A statement at `offset` whose rows are not come to, where a bound is why. */
void sql_statement_give_up(struct sql_source *sql, uint64_t offset);

/* The parts of a name with dots between them, without quotes, in `names`. `token` is its
 * first and becomes the one behind it. False where none stands. */
MUST_CHECK bool sql_name_take(struct sql_source *sql, struct sql_token *token);
/* The names between parentheses are the columns; `token` as above, and behind `)`. */
void sql_list_take(struct sql_source *sql, struct sql_token *token);

#endif
