#include <errno.h>
#include <string.h>
#include <strings.h>

#include "bounds.h"
#include "inventory/cell_column.h"
#include "inventory/sql_columns.h"
#include "inventory/sqlite_file.h"

/* Databases of SQLite (its file format, version 3): all tables, all columns. */

static const char magic[] = "SQLite format 3"; /* and its zero */
static const char clause[] = "SQLite file format";

static const struct fault damaged = { OUTCOME_MALFORMED, clause,
                                      "the database is damaged: not all of it can be read" };
static const struct fault bad_row = { OUTCOME_MALFORMED, clause, "row that cannot be read" };
static const struct fault long_row = { OUTCOME_BOUND, clause,
                                       "row longer than this program reads" };
static const struct fault too_much = { OUTCOME_BOUND, clause,
                                       "more work than a database of its size can need" };
static const struct fault too_large = { OUTCOME_BOUND, clause,
                                        "larger than is held in memory: unpack it first" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, clause, "memory ran out" };

struct reader {
    const struct source_setting *setting;
    const struct certificate_sink *sink;
    struct sqlite_file file;
    struct sql_columns columns;
    struct cell_columns cells;
    const char *rowid; /* what the table's row number is called; NULL: it has none */
    uint64_t row;
};

bool sqlite_source_recognise(struct bytes head)
{
    return head.left >= sizeof(magic) && memcmp(head.at, magic, sizeof(magic)) == 0;
}

static const struct fault *fault_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_INTERRUPT:
        return &too_much;
    case SQLITE_TOOBIG:
        return &long_row;
    case SQLITE_NOMEM:
        return &no_memory;
    default:
        return &damaged;
    }
}

static void give_up(const struct reader *reader, const struct fault *fault, uint64_t row)
{
    const struct source_spot spot = { .outer = reader->setting->outer, .row = row };
    reader->sink->unread(reader->sink->context, fault, &spot);
}

static uint64_t column_of(struct bytes name)
{
    uint64_t column = UINT64_C(0xcbf29ce484222325); /* FNV-1a: no two names of one file agree */
    for (size_t i = 0; i < name.left; i++) {
        column = (column ^ name.at[i]) * UINT64_C(0x100000001b3);
    }
    return column;
}

/* PEM may stand behind other text. */
static struct bytes from_pem(struct bytes text)
{
    const uint8_t *pem = text.left > 0 ? memmem(text.at, text.left, "-----BEGIN ", 11) : NULL;
    struct bytes front;
    return pem != NULL && bytes_take(&text, (size_t)(pem - text.at), &front) ? text : text;
}

static void take_cell(struct reader *reader, sqlite3_stmt *statement, int at, size_t number)
{
    const int type = sqlite3_column_type(statement, at);
    if (type != SQLITE_TEXT && type != SQLITE_BLOB) {
        return;
    }
    const void *octets = type == SQLITE_TEXT ? (const void *)sqlite3_column_text(statement, at)
                                             : sqlite3_column_blob(statement, at);
    const int length = sqlite3_column_bytes(statement, at);
    if (octets == NULL || length <= 0) {
        return;
    }
    struct cell cell = { .content = from_pem(bytes_over(octets, (size_t)length)) };
    cell.spot = (struct source_spot){ .outer = reader->setting->outer,
                                      .length = (uint64_t)length,
                                      .row = reader->row,
                                      .column = sql_columns_name(&reader->columns, number) };
    cell.column = column_of(cell.spot.column);
    cell_columns_take(&reader->cells, &cell, false);
}

/* Rows from the statement until it ends: SQLITE_DONE, or why not. `next` becomes one more
 * than the number of the last row, where rows have numbers. */
static int read_rows(struct reader *reader, sqlite3_stmt *statement, sqlite3_int64 *next)
{
    const int first = reader->rowid != NULL ? 1 : 0;
    const int count = sqlite3_column_count(statement);
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        reader->row++;
        for (int at = first; at < count; at++) {
            take_cell(reader, statement, at, (size_t)(at - first) + 1);
        }
        if (first == 1) {
            const sqlite3_int64 number = sqlite3_column_int64(statement, 0);
            if (number < *next || number == INT64_MAX) {
                return number < *next ? SQLITE_CORRUPT : SQLITE_DONE;
            }
            *next = number + 1;
        }
    }
    return code;
}

static sqlite3_stmt *prepare(const struct reader *reader, const char *format, const char *table)
{
    const char *rowid = reader->rowid;
    sqlite3_stmt *statement = NULL;
    char *text = rowid != NULL ? sqlite3_mprintf(format, rowid, table, rowid)
                               : sqlite3_mprintf("SELECT * FROM \"%w\"", table);
    if (text != NULL) {
        (void)sqlite3_prepare_v2(reader->file.database, text, -1, &statement, NULL);
    }
    sqlite3_free(text);
    return statement;
}

/* Finds the row at which the reading failed, and steps over it. */
static bool step_over(struct reader *reader, const char *table, int code, sqlite3_int64 *next)
{
    sqlite3_stmt *statement =
        prepare(reader, "SELECT %s FROM \"%w\" WHERE %s >= ?1 LIMIT 1", table);
    bool found = false;
    if (statement != NULL && sqlite3_bind_int64(statement, 1, *next) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        const sqlite3_int64 number = sqlite3_column_int64(statement, 0);
        found = number >= *next && number < INT64_MAX;
        *next = found ? number + 1 : *next;
    }
    (void)sqlite3_finalize(statement);
    if (found) {
        reader->row++;
        give_up(reader, (code & 0xff) == SQLITE_TOOBIG ? &long_row : &bad_row, reader->row);
    }
    return found;
}

/* Its columns by name, and by which name its rows go. False where it cannot be read. */
static bool learn_columns(struct reader *reader, const char *table)
{
    static const char *const names[] = { "rowid", "_rowid_", "oid" };
    bool taken[sizeof(names) / sizeof(names[0])] = { false };
    reader->rowid = NULL;
    sqlite3_stmt *all = prepare(reader, NULL, table);
    sql_columns_begin(&reader->columns, bytes_over(table, strlen(table)));
    for (int at = 0; at < sqlite3_column_count(all); at++) {
        const char *name = sqlite3_column_name(all, at);
        name = name != NULL ? name : "";
        sql_columns_add(&reader->columns, bytes_over(name, strlen(name)));
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            taken[i] = taken[i] || strcasecmp(name, names[i]) == 0;
        }
    }
    for (size_t i = sizeof(names) / sizeof(names[0]); i > 0; i--) {
        reader->rowid = taken[i - 1] ? reader->rowid : names[i - 1];
    }
    const bool readable = all != NULL;
    (void)sqlite3_finalize(all);
    return readable;
}

/* Tables that were made WITHOUT ROWID refuse the name. */
static sqlite3_stmt *prepare_rows(struct reader *reader, const char *table)
{
    sqlite3_stmt *rows = prepare(reader, "SELECT %s, * FROM \"%w\" WHERE %s >= ?1", table);
    if (rows == NULL && reader->rowid != NULL) {
        reader->rowid = NULL;
        rows = prepare(reader, NULL, table);
    }
    return rows;
}

/* SQLITE_DONE, or what ended the reading of the table before. */
static int read_table(struct reader *reader, const char *table)
{
    sqlite3_int64 next = INT64_MIN;
    reader->row = 0;
    if (!learn_columns(reader, table)) {
        return SQLITE_CORRUPT;
    }
    for (;;) {
        sqlite3_stmt *rows = prepare_rows(reader, table);
        int code = SQLITE_CORRUPT;
        if (rows != NULL &&
            (reader->rowid == NULL || sqlite3_bind_int64(rows, 1, next) == SQLITE_OK)) {
            code = read_rows(reader, rows, &next);
        }
        (void)sqlite3_finalize(rows);
        if (code == SQLITE_DONE || (code & 0xff) == SQLITE_INTERRUPT || reader->rowid == NULL ||
            !step_over(reader, table, code, &next)) {
            return code;
        }
    }
}

/* Tables in the order of the schema; none that is somebody's invention (rootpage 0). */
static int read_tables(struct reader *reader)
{
    sqlite3_stmt *tables = NULL;
    int code = sqlite3_prepare_v2(reader->file.database,
                                  "SELECT name FROM sqlite_schema "
                                  "WHERE type = 'table' AND rootpage > 0",
                                  -1, &tables, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(tables);
        const char *name = code == SQLITE_ROW ? (const char *)sqlite3_column_text(tables, 0) : NULL;
        const int end = name != NULL ? read_table(reader, name) : SQLITE_DONE;
        if (end != SQLITE_DONE) {
            give_up(reader, fault_of(end), reader->row);
        }
        if ((end & 0xff) == SQLITE_INTERRUPT) {
            break;
        }
    }
    (void)sqlite3_finalize(tables);
    return code == SQLITE_ROW ? SQLITE_DONE : code; /* told already */
}

/* What came out of a container, or through a pipe, is held. */
static bool reach(struct source_window *window, struct sqlite_file *file)
{
    if (source_window_file(window, &file->size)) {
        file->fd = window->fd;
        return true;
    }
    while (source_window_more(window, HELD_MAX)) {
    }
    file->fd = -1;
    file->held = source_window_view(window);
    file->size = file->held.left;
    return window->ended;
}

static void read_database(struct reader *reader)
{
    int code = sqlite_file_open(&reader->file);
    if (code == SQLITE_OK) {
        code = read_tables(reader);
    }
    sqlite_file_close(&reader->file);
    if (code != SQLITE_DONE) {
        give_up(reader, fault_of(code), 0);
    }
}

void sqlite_source_read(struct source_window *window, const struct source_setting *setting,
                        const struct certificate_sink *sink)
{
    struct reader reader = { .setting = setting, .sink = sink };
    struct source_spot whole = { .outer = setting->outer };
    cell_columns_init(&reader.cells, setting, sink);
    reader.file.context = sink->context;
    reader.file.alive = sink->alive;
    if (!sqlite_file_prepare()) {
        give_up(&reader, &no_memory, 0);
    } else if (!reach(window, &reader.file)) {
        give_up(&reader, &too_large, 0);
    } else {
        reader.file.steps_max = SQLITE_STEPS_MIN + SQLITE_STEPS_FACTOR * reader.file.size;
        read_database(&reader);
    }
    source_window_drop(window, UINT64_MAX);
    whole.length = window->position;
    cell_columns_end(&reader.cells, &whole);
    cell_columns_clear(&reader.cells);
    sql_columns_clear(&reader.columns);
}
