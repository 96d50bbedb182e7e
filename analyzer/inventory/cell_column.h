#ifndef CELL_COLUMN_H
#define CELL_COLUMN_H

#include "bounds.h"
#include "inventory/certificate_source.h"
#include "inventory/hash_row.h"
#include "inventory/log_fields.h"

/* The columns of a table, whatever wrote it: which of them hold certificates is
 * found by looking, unless one was named. In a column that holds certificates every
 * cell must be one or empty. Two names say by themselves what is in their column:
 * leaf_input and extra_data, of the logs of Certificate Transparency. Rows that have
 * the hash of a key in place of a certificate are told, too (hash_row.h). */

struct cell {
    uint64_t column; /* tells columns of one source apart */
    struct bytes content;
    bool loose;              /* other text stands around it: says nothing of its column */
    struct source_spot spot; /* name and row included */
};

/* Columns that are told apart there: of more, two may share a bit. */
#define COLUMN_MARKS 4096

struct cell_columns {
    const struct source_setting *setting;
    const struct certificate_sink *sink;
    uint64_t known[CERTIFICATE_COLUMNS_MAX]; /* hold certificates */
    size_t known_count;
    struct {
        uint64_t column;
        struct source_spot spot;  /* without its name */
    } pending[CELLS_PENDING_MAX]; /* seen before any column was known */
    size_t pending_count;
    uint64_t past[COLUMN_MARKS / 64]; /* columns of those for which there was no room, as bits */
    bool known_more;                  /* there were more than CERTIFICATE_COLUMNS_MAX */
    bool named_seen;                  /* a cell of the column that was named */
    struct log_fields log;            /* columns by the names that logs give them */
    struct hash_row hashes, inner_hashes; /* of rows, and of what may be rows in a cell */
    struct buffer room;
};

void cell_columns_init(struct cell_columns *columns, const struct source_setting *setting,
                       const struct certificate_sink *sink);
/* `heading`: a cell of the first row, which may be a title. */
void cell_columns_take(struct cell_columns *columns, const struct cell *cell, bool heading);
/* What may be a cell, or part of one: a certificate in it is told of, the hash of a key too, and
 * nothing else said or learned. */
void cell_columns_glimpse(struct cell_columns *columns, const struct cell *cell);
/* Takes over what others have learned of the same columns, and their memory; what was told
 * of single rows is forgotten. */
void cell_columns_adopt(struct cell_columns *columns, struct cell_columns *learned);
/* No more cells. `at`: the whole source. */
void cell_columns_end(struct cell_columns *columns, const struct source_spot *at);
void cell_columns_clear(struct cell_columns *columns);

#endif
