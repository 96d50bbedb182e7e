#include "inventory/cell_column.h"

#include <string.h>
#include <strings.h>

#include "inventory/certificate_cell.h"

static const struct fault no_certificate = { OUTCOME_MALFORMED, NULL,
                                             "no certificate in a cell where one should be" };
static const struct fault no_log_field = { OUTCOME_MALFORMED, "RFC 6962 section 4.6",
                                           "no entry of a log in a field of that name" };
static const struct fault no_column = { OUTCOME_UNEXPECTED, NULL,
                                        "no column of the name that was given" };

static const struct fault more_cells = {
    OUTCOME_BOUND, NULL,
    "before the first certificate more cells could not be read than are remembered"
};
static const struct fault more_columns = {
    OUTCOME_BOUND, NULL, "more columns hold certificates than cells are missed in"
};

void cell_columns_init(struct cell_columns *columns, const struct source_setting *setting,
                       const struct certificate_sink *sink)
{
    *columns = (struct cell_columns){ .setting = setting, .sink = sink };
}

void cell_columns_clear(struct cell_columns *columns)
{
    log_fields_clear(&columns->log);
    buffer_clear(&columns->room);
}

static bool is_known(const struct cell_columns *columns, uint64_t column)
{
    for (size_t i = 0; i < columns->known_count; i++) {
        if (columns->known[i] == column) {
            return true;
        }
    }
    return false;
}

static void say_unread(const struct cell_columns *columns, const struct source_spot *spot)
{
    columns->sink->unread(columns->sink->context, &no_certificate, spot);
}

static size_t mark_of(uint64_t column)
{
    return (size_t)((column ^ column >> 32) % COLUMN_MARKS);
}

static bool is_marked(const struct cell_columns *columns, uint64_t column)
{
    return (columns->past[mark_of(column) / 64] >> mark_of(column) % 64 & 1u) != 0;
}

/* What stood in this column before anybody knew what it is for. */
static void learn(struct cell_columns *columns, const struct cell *cell)
{
    for (size_t i = 0; i < columns->pending_count; i++) {
        if (columns->pending[i].column == cell->column) {
            struct source_spot spot = columns->pending[i].spot;
            spot.column = cell->spot.column;
            say_unread(columns, &spot);
        }
    }
    if (is_marked(columns, cell->column)) {
        columns->sink->unread(columns->sink->context, &more_cells, &cell->spot);
    }
    if (columns->known_count < CERTIFICATE_COLUMNS_MAX) {
        columns->known[columns->known_count++] = cell->column;
    } else if (!columns->known_more) {
        columns->known_more = true;
        columns->sink->unread(columns->sink->context, &more_columns, &cell->spot);
    }
}

static void put_off(struct cell_columns *columns, const struct cell *cell)
{
    if (columns->known_count > 0) {
        return;
    }
    if (columns->pending_count == CELLS_PENDING_MAX) {
        columns->past[mark_of(cell->column) / 64] |= UINT64_C(1) << mark_of(cell->column) % 64;
        return;
    }
    columns->pending[columns->pending_count].column = cell->column;
    columns->pending[columns->pending_count].spot = cell->spot;
    columns->pending[columns->pending_count].spot.column = (struct bytes){ 0 };
    columns->pending_count++;
}

/* Databases say whose column it is: table.column. */
static bool is_called(struct bytes column, struct bytes name)
{
    if (column.left > name.left && column.at[column.left - name.left - 1] == '.') {
        column = bytes_over(column.at + column.left - name.left, name.left);
    }
    return column.left == name.left &&
           strncasecmp((const char *)column.at, (const char *)name.at, name.left) == 0;
}

/* In a column of a log: nothing else stands there. */
static bool take_log_field(struct cell_columns *columns, const struct cell *cell)
{
    if (!log_fields_know(cell->spot.column) || certificate_cell_is_empty(cell->content)) {
        return false;
    }
    if (!log_fields_read(&columns->log, cell->content, &cell->spot, columns->sink)) {
        columns->sink->unread(columns->sink->context, &no_log_field, &cell->spot);
    }
    return true;
}

void cell_columns_take(struct cell_columns *columns, const struct cell *cell, bool heading)
{
    const struct bytes named = columns->setting->column;
    const bool wanted = named.left > 0 && is_called(cell->spot.column, named);
    if (named.left > 0 && !wanted) {
        return;
    }
    columns->named_seen = columns->named_seen || wanted;
    const bool known = is_known(columns, cell->column) || wanted;
    hash_row_take(&columns->hashes, cell->content, &cell->spot, columns->sink);
    if (!heading && take_log_field(columns, cell)) {
        return;
    }
    if (certificate_cell_promises(cell->content) &&
        certificate_cell_read(cell->content, &cell->spot, &columns->room, columns->sink)) {
        if (!known && !cell->loose) {
            learn(columns, cell);
        }
        return;
    }
    if (heading || certificate_cell_is_empty(cell->content)) {
        return;
    }
    if (known) {
        say_unread(columns, &cell->spot);
    } else { /* other columns hold public keys and requests, which begin alike */
        put_off(columns, cell);
    }
}

void cell_columns_glimpse(struct cell_columns *columns, const struct cell *cell)
{
    const struct bytes named = columns->setting->column;
    if (named.left > 0 && !is_called(cell->spot.column, named)) {
        return;
    }
    hash_row_take(&columns->inner_hashes, cell->content, &cell->spot, columns->sink);
    if (certificate_cell_promises(cell->content)) {
        (void)!certificate_cell_read(cell->content, &cell->spot, &columns->room, columns->sink);
    }
}

void cell_columns_adopt(struct cell_columns *columns, struct cell_columns *learned)
{
    const struct source_setting *setting = columns->setting;
    const struct certificate_sink *sink = columns->sink;
    *columns = *learned;
    columns->setting = setting;
    columns->sink = sink;
    columns->pending_count = 0;
    memset(columns->past, 0, sizeof(columns->past));
    columns->hashes = columns->inner_hashes = (struct hash_row){ 0 };
    columns->log.pending.waits = false;
    *learned = (struct cell_columns){ 0 };
}

void cell_columns_end(struct cell_columns *columns, const struct source_spot *at)
{
    hash_row_end(&columns->hashes, columns->sink);
    hash_row_end(&columns->inner_hashes, columns->sink);
    log_fields_end(&columns->log, columns->sink);
    if (columns->setting->column.left > 0 && !columns->named_seen) {
        columns->sink->unread(columns->sink->context, &no_column, at);
    }
}
