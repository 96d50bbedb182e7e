#include "inventory/sql_source.h"

#include <string.h>
#include <strings.h>

/* Dumps of databases in SQL, as mysqldump, pg_dump, sqlite3 and others write them: rows in
 * INSERT statements and behind COPY. Statements begin lines; what is none of those that are
 * known here is stepped over by the line, so that a quote in it takes nothing along. */

static const char *const front_marks[] = {
    "-- MySQL dump",          "-- MariaDB dump", "-- PostgreSQL database dump",
    "-- phpMyAdmin SQL Dump", "/*!40101 SET ",   "/*M!"
};

static bool begins(struct bytes text, const char *word)
{
    const size_t length = strlen(word);
    return text.left >= length && strncasecmp((const char *)text.at, word, length) == 0;
}

static struct bytes behind(struct bytes text, size_t count)
{
    struct bytes front;
    return bytes_take(&text, count, &front) ? text : (struct bytes){ 0 };
}

static struct bytes without_blanks(struct bytes text)
{
    size_t at = 0;
    while (at < text.left && (text.at[at] == ' ' || (text.at[at] >= '\t' && text.at[at] <= '\r'))) {
        at++;
    }
    return behind(text, at);
}

static size_t line_length(struct bytes text)
{
    const uint8_t *end = text.left > 0 ? memchr(text.at, '\n', text.left) : NULL;
    return end != NULL ? (size_t)(end - text.at) : text.left;
}

static bool has(struct bytes text, const char *what)
{
    return text.left > 0 && memmem(text.at, text.left, what, strlen(what)) != NULL;
}

/* Prose may begin a line with the same words. */
static bool is_statement(struct bytes text)
{
    const struct bytes line = bytes_over(text.at, line_length(text));
    if (begins(line, "COPY ")) {
        return has(line, " FROM stdin") || has(line, " from stdin");
    }
    if (begins(line, "CREATE TABLE ")) {
        return has(text, "(");
    }
    return (begins(line, "INSERT INTO ") || begins(line, "REPLACE INTO ") ||
            begins(line, "INSERT [")) &&
           (has(text, "VALUES") || has(text, "values"));
}

static bool is_mark(struct bytes text)
{
    for (size_t i = 0; i < sizeof(front_marks) / sizeof(front_marks[0]); i++) {
        if (begins(text, front_marks[i])) {
            return true;
        }
    }
    return false;
}

bool sql_source_recognise(struct bytes head)
{
    static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
    if (head.left > 3 && memcmp(head.at, mark, 3) == 0) {
        head = behind(head, 3);
    }
    /* Nothing binary stands before the first statement. */
    while (head.left > 0) {
        const struct bytes text = without_blanks(head);
        if (is_mark(text) || is_statement(text)) {
            return true;
        }
        if (begins(text, "-----BEGIN ") || memchr(head.at, 0, line_length(head)) != NULL) {
            return false;
        }
        head = behind(head, line_length(head) + 1);
    }
    return is_statement(head);
}

/* Does a backslash escape in its strings? Standard SQL has none. */
static bool uses_backslash(struct bytes head)
{
    if (has(head, "PostgreSQL database dump") || has(head, "PRAGMA ") || has(head, "COPY ")) {
        return false;
    }
    return has(head, "MySQL") || has(head, "MariaDB") || has(head, "`");
}

void sql_source_next_table(struct sql_source *sql, struct bytes table)
{
    if (!sql_columns_are_of(&sql->columns, table)) {
        sql->row = 0;
        sql_columns_recall(&sql->columns, table);
    }
}

static uint64_t column_of(struct bytes name)
{
    uint64_t column = UINT64_C(0xcbf29ce484222325); /* FNV-1a: no two names of one dump agree */
    for (size_t i = 0; i < name.left; i++) {
        column = (column ^ name.at[i]) * UINT64_C(0x100000001b3);
    }
    return column;
}

struct source_spot sql_source_spot(struct sql_source *sql, size_t number, uint64_t offset,
                                   uint64_t length)
{
    return (struct source_spot){ .outer = sql->setting->outer,
                                 .offset = offset,
                                 .length = length,
                                 .row = sql->row,
                                 .column = sql_columns_name(&sql->columns, number) };
}

/* PEM may stand behind other text. */
static struct bytes from_pem(struct bytes text)
{
    const uint8_t *pem = text.left > 0 ? memmem(text.at, text.left, "-----BEGIN ", 11) : NULL;
    return pem != NULL ? behind(text, (size_t)(pem - text.at)) : text;
}

void sql_source_take(struct sql_source *sql, size_t number, struct bytes content, uint64_t offset,
                     uint64_t length)
{
    struct cell cell = { .content = from_pem(content) };
    cell.spot = sql_source_spot(sql, number, offset, length);
    cell.column = column_of(cell.spot.column);
    cell_columns_take(&sql->cells, &cell, false);
}

static void skip_line(struct source_window *window)
{
    for (;;) {
        const struct bytes view = source_window_view(window);
        const size_t length = line_length(view);
        source_window_drop(window, length < view.left ? length + 1 : length);
        if (length < view.left || !source_window_more(window, READ_WINDOW)) {
            return;
        }
    }
}

/* The blanks at the front of a statement. False at the end. */
static bool step_to_statement(struct source_window *window)
{
    for (;;) {
        source_window_need(window, SQL_STATEMENT_FRONT);
        const struct bytes view = source_window_view(window);
        const size_t blanks = view.left - without_blanks(view).left;
        if (blanks == 0) {
            return view.left > 0;
        }
        source_window_drop(window, blanks);
    }
}

static const struct {
    const char *word;
    void (*read)(struct sql_source *sql);
} statements[] = {
    { "INSERT", sql_insert_read },
    { "REPLACE", sql_insert_read },
    { "COPY", sql_copy_read },
    { "CREATE", sql_create_read },
};

static void read_statement(struct sql_source *sql)
{
    const struct bytes view = source_window_view(sql->lexer.window);
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        const size_t length = strlen(statements[i].word);
        const struct bytes rest = behind(view, length);
        if (begins(view, statements[i].word) && rest.left != without_blanks(rest).left) {
            statements[i].read(sql);
            sql_lexer_settle(&sql->lexer);
            return;
        }
    }
    skip_line(sql->lexer.window);
}

void sql_source_read(struct source_window *window, const struct source_setting *setting,
                     const struct certificate_sink *sink)
{
    struct sql_source sql = { .setting = setting };
    struct source_spot whole = { .outer = setting->outer, .offset = window->position };
    sql_lexer_init(&sql.lexer, window, uses_backslash(source_window_view(window)));
    cell_columns_init(&sql.cells, setting, sink);
    while (step_to_statement(window)) {
        if (begins(source_window_view(window), "-----BEGIN ")) {
            pem_source_read(window, setting, sink);
            break;
        }
        read_statement(&sql);
    }
    whole.length = window->position - whole.offset;
    cell_columns_end(&sql.cells, &whole);
    cell_columns_clear(&sql.cells);
    sql_columns_clear(&sql.columns);
    sql_lexer_clear(&sql.lexer);
    buffer_clear(&sql.names);
}
