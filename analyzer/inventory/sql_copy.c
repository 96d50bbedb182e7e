#include <string.h>

#include "bounds.h"
#include "inventory/sql_source.h"

/* COPY ... FROM stdin of PostgreSQL, in its text format: a row a line, cells between tabs,
 * with backslashes for what would end them. */

static const struct fault too_long = { OUTCOME_BOUND, "PostgreSQL COPY",
                                       "row longer than this program reads" };

static size_t until(struct bytes text, size_t from, uint8_t octet)
{
    const uint8_t *found =
        from < text.left ? memchr(text.at + from, octet, text.left - from) : NULL;
    return found != NULL ? (size_t)(found - text.at) : text.left;
}

/* The whole line at the front, its end not counted. False where there is none, and where it
 * was stepped over. */
static bool hold_line(struct sql_source *sql, struct bytes *line)
{
    struct source_window *window = sql->lexer.window;
    for (size_t at = 0;;) {
        const struct bytes view = source_window_view(window);
        at = until(view, at, '\n');
        if (at < view.left || window->ended) {
            *line = bytes_over(view.at, at);
            return view.left > 0;
        }
        if (view.left >= ROW_HELD_MAX) {
            return false;
        }
        (void)!source_window_more(window, ROW_HELD_MAX);
    }
}

static void skip_row(struct sql_source *sql)
{
    struct source_window *window = sql->lexer.window;
    struct source_spot spot = { .outer = sql->setting->outer,
                                .offset = window->position,
                                .row = sql->row };
    size_t seen, at;
    do {
        const struct bytes view = source_window_view(window);
        seen = view.left;
        at = until(view, 0, '\n');
        source_window_drop(window, at < seen ? at + 1 : seen);
    } while (at == seen && source_window_more(window, READ_WINDOW));
    spot.length = window->position - spot.offset;
    sql->cells.sink->unread(sql->cells.sink->context, &too_long, &spot);
}

/* Inside of cells the escapes are those of MySQL's strings, with octets in octal. */
static struct bytes plain(struct sql_source *sql, struct bytes cell)
{
    if (cell.left == 2 && memcmp(cell.at, "\\N", 2) == 0) {
        return (struct bytes){ 0 };
    }
    const struct sql_token token = {
        .kind = SQL_STRING, .text = cell, .prefix = 'e', .quote = '\n'
    };
    return sql_lexer_plain(&sql->lexer, &token);
}

static void read_row(struct sql_source *sql, struct bytes line)
{
    const uint64_t offset = sql->lexer.window->position;
    size_t from = 0;
    for (size_t number = 1;; number++) {
        const size_t end = until(line, from, '\t');
        const struct bytes cell = bytes_over(line.at + from, end - from);
        sql_source_take(sql, number, plain(sql, cell), offset + from, cell.left);
        if (end == line.left) {
            return;
        }
        from = end + 1;
    }
}

static void read_rows(struct sql_source *sql)
{
    struct source_window *window = sql->lexer.window;
    for (;;) {
        struct bytes line;
        sql->row++;
        if (!hold_line(sql, &line)) {
            if (window->ended) {
                return;
            }
            skip_row(sql);
            continue;
        }
        const bool end = line.left >= 2 && memcmp(line.at, "\\.", 2) == 0;
        const size_t length = line.left;
        if (length > 0 && line.at[length - 1] == '\r') {
            line.left--;
        }
        if (!end) {
            read_row(sql, line);
        }
        source_window_drop(window, length + 1);
        if (end) {
            return;
        }
    }
}

/* COPY table [(columns)] FROM stdin [WITH ...]; */
void sql_copy_read(struct sql_source *sql)
{
    const uint64_t offset = sql->lexer.window->position;
    struct sql_token token = sql_lexer_next(&sql->lexer);
    token = sql_lexer_next(&sql->lexer);
    sql->bounded = false;
    if (!sql_name_take(sql, &token)) {
        sql_statement_give_up(sql, offset);
        return;
    }
    sql_source_next_table(sql, buffer_bytes(&sql->names));
    if (sql_token_is_mark(&token, '(')) {
        sql_columns_begin(&sql->columns, buffer_bytes(&sql->names));
        sql_list_take(sql, &token);
    }
    bool from_input = false;
    for (size_t i = 0; i < SQL_WORDS_MAX && !sql_token_is_mark(&token, ';'); i++) {
        if (token.kind == SQL_END) {
            return;
        }
        from_input = from_input || sql_token_is_word(&token, "stdin");
        token = sql_lexer_next(&sql->lexer);
    }
    sql_lexer_settle(&sql->lexer);
    struct bytes line;
    if (from_input && hold_line(sql, &line)) {
        source_window_drop(sql->lexer.window, line.left + 1);
        read_rows(sql);
    }
}
