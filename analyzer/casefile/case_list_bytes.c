#include "casefile/statement.h"

#include <stdlib.h>

#include <sqlite3.h>

#include "bounds.h"

bool case_put_crl_bytes(struct case_file *file, uint32_t number, struct bytes content)
{
    struct statement put = statement_begin(file, STATEMENT_PUT_CRL_BYTES);
    statement_put_number(&put, number);
    statement_put_bytes(&put, content);
    return statement_run(&put);
}

static bool drop(struct case_file *file, uint32_t number)
{
    struct statement forget = statement_begin(file, STATEMENT_FORGET_CRL);
    statement_put_number(&forget, number);
    return statement_run(&forget);
}

static bool reserve(struct case_file *file, uint32_t number, uint64_t size)
{
    struct statement reserve = statement_of(
        file, "INSERT OR REPLACE INTO crl_bytes (source, content) VALUES (?, zeroblob(?))");
    statement_put_number(&reserve, number);
    statement_put_number(&reserve, size);
    return statement_run(&reserve);
}

static bool open_blob(struct case_file *file, uint32_t number, bool writing, sqlite3_blob **blob)
{
    return sqlite3_blob_open(file->database, "main", "crl_bytes", "content", number,
                             writing ? 1 : 0, blob) == SQLITE_OK ||
           case_fail(file);
}

/* *end: where the pieces ended; past `size` where there were more. */
static bool fill(struct case_file *file, sqlite3_blob *blob, uint64_t size, void *context,
                 case_piece_give *give, uint64_t *end)
{
    struct bytes piece;
    for (*end = 0; give(context, &piece); *end += piece.left) {
        if (piece.left > size - *end) {
            *end = size + 1;
            return true;
        }
        if (sqlite3_blob_write(blob, piece.at, (int)piece.left, (int)*end) != SQLITE_OK) {
            return case_fail(file);
        }
    }
    return true;
}

bool case_fill_crl_bytes(struct case_file *file, uint32_t number, uint64_t size, void *context,
                         case_piece_give *give, bool *whole)
{
    sqlite3_blob *blob = NULL;
    uint64_t end = 0;
    _Static_assert(CRL_FILE_MAX <= INT32_MAX, "SQLite counts in int");
    bool kept = size <= CRL_FILE_MAX && reserve(file, number, size) &&
                open_blob(file, number, true, &blob) && fill(file, blob, size, context, give, &end);
    if (sqlite3_blob_close(blob) != SQLITE_OK && kept) {
        kept = case_fail(file);
    }
    *whole = kept && end == size;
    return kept && (*whole || drop(file, number));
}

static bool copy(struct case_file *file, sqlite3_blob *blob, void *context, case_piece_take *take)
{
    static const int most = (int)READ_WINDOW;
    const int size = sqlite3_blob_bytes(blob);
    uint8_t *window = malloc(READ_WINDOW);
    bool copied = window != NULL || case_note_memory(file);
    for (int at = 0; copied && at < size;) {
        const int length = size - at < most ? size - at : most;
        copied = (sqlite3_blob_read(blob, window, length, at) == SQLITE_OK || case_fail(file)) &&
                 (take(context, bytes_over(window, (size_t)length)) || case_note_memory(file));
        at += length;
    }
    free(window);
    return copied;
}

bool case_copy_crl_bytes(struct case_file *file, uint32_t number, void *context,
                         case_piece_take *take)
{
    sqlite3_blob *blob = NULL;
    const bool copied = open_blob(file, number, false, &blob) && copy(file, blob, context, take);
    (void)sqlite3_blob_close(blob);
    return copied;
}

/* The same CRL given twice is one. */
bool case_each_crl_bytes(struct case_file *file, void *context,
                         bool (*visit)(void *context, uint32_t number, uint64_t size))
{
    struct statement rows = statement_of(
        file, "SELECT source, length(content) FROM crl_bytes WHERE source IN (SELECT min(source)"
              " FROM crl_bytes JOIN sources ON number = source"
              " GROUP BY coalesce(sha256, number)) ORDER BY (SELECT sha256 FROM sources"
              " WHERE number = source), source");
    bool row;
    while (statement_row(&rows, &row) && row) {
        const uint32_t number = (uint32_t)statement_take_signed(&rows);
        if (!visit(context, number, statement_take_number(&rows))) {
            return statement_stopped(&rows);
        }
    }
    return !rows.failed;
}
