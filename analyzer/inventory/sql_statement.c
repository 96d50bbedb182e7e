#include "bounds.h"
#include "inventory/sql_source.h"

/* INSERT and CREATE TABLE. */

static const struct fault too_long = { OUTCOME_BOUND, "ISO/IEC 9075-2 section 5.3",
                                       "value longer than this program reads" };
static const struct fault cut_off = { OUTCOME_TRUNCATED, "ISO/IEC 9075-2 section 5.3",
                                      "the string does not end" };

static struct sql_token next(struct sql_source *sql)
{
    return sql_lexer_next(&sql->lexer);
}

static bool is_name(const struct sql_token *token)
{
    return token->kind == SQL_WORD || token->kind == SQL_NAME;
}

/* SQL Server puts names in brackets. */
static bool is_bracket(const struct sql_token *token)
{
    return sql_token_is_mark(token, '[') || sql_token_is_mark(token, ']');
}

static bool joins(const struct sql_token *token)
{
    return is_bracket(token) || (token->kind == SQL_WORD && token->text.at[0] == '.');
}

bool sql_name_take(struct sql_source *sql, struct sql_token *token)
{
    buffer_reset(&sql->names);
    bool open = true; /* a part may follow */
    while ((open && is_name(token)) || joins(token)) {
        if (!is_bracket(token)) {
            const struct bytes part = sql_lexer_plain(&sql->lexer, token);
            const bool longer = part.left > SQL_NAME_MAX || sql->names.used > SQL_NAME_MAX;
            sql->bounded = sql->bounded || longer;
            if (longer || !buffer_append(&sql->names, part)) {
                return false;
            }
            open = part.left > 0 && part.at[part.left - 1] == '.';
        }
        *token = next(sql);
    }
    return sql->names.used > 0;
}

void sql_list_take(struct sql_source *sql, struct sql_token *token)
{
    *token = next(sql);
    while (sql_name_take(sql, token)) {
        sql_columns_add(&sql->columns, buffer_bytes(&sql->names));
        if (!sql_token_is_mark(token, ',')) {
            break;
        }
        *token = next(sql);
    }
    if (sql_token_is_mark(token, ')')) {
        *token = next(sql);
    }
}

static void give_up(struct sql_source *sql, size_t number, const struct sql_token *token)
{
    const struct source_spot spot = sql_source_spot(sql, number, token->offset, token->length);
    sql->cells.sink->unread(sql->cells.sink->context,
                            token->kind == SQL_LONG ? &too_long : &cut_off, &spot);
}

static bool is_value(const struct sql_token *token)
{
    return token->kind == SQL_STRING || token->kind == SQL_NAME || token->kind == SQL_WORD;
}

/* Of an expression the first literal counts: _binary '...', replace('...', ...), E'...'. */
static bool is_literal(const struct sql_token *token)
{
    return token->kind == SQL_STRING || token->kind == SQL_NAME ||
           (token->kind == SQL_WORD && token->text.at[0] >= '0' && token->text.at[0] <= '9');
}

/* One value of a tuple. `token` is its first and becomes what ends it: a comma, a
 * parenthesis, or the end of all. */
static void read_value(struct sql_source *sql, size_t number, struct sql_token *token)
{
    bool taken = false;
    uint64_t depth = 0;
    for (;; *token = next(sql)) {
        if (token->kind == SQL_END || token->kind == SQL_CUT) {
            break;
        }
        if (depth == 0 && (sql_token_is_mark(token, ',') || sql_token_is_mark(token, ')'))) {
            break;
        }
        if (sql_token_is_mark(token, '(') || sql_token_is_mark(token, ')')) {
            depth = sql_token_is_mark(token, '(') ? depth + 1 : depth - 1;
        } else if (token->kind == SQL_LONG) {
            give_up(sql, number, token);
            taken = true;
        } else if (!taken && (is_literal(token) || sql_token_is_word(token, "NULL"))) {
            sql_source_take(sql, number, sql_lexer_plain(&sql->lexer, token), token->offset,
                            token->length);
            taken = is_value(token);
        }
    }
    if (token->kind == SQL_CUT) {
        give_up(sql, number, token);
    }
}

/* The window stands behind the opening parenthesis. False where the tuple does not end. */
static bool read_tuple(struct sql_source *sql)
{
    sql->row++;
    for (size_t number = 1;; number++) {
        struct sql_token token = next(sql);
        read_value(sql, number, &token);
        if (!sql_token_is_mark(&token, ',')) {
            return sql_token_is_mark(&token, ')');
        }
    }
}

static void read_tuples(struct sql_source *sql)
{
    struct sql_token token = next(sql);
    while (sql_token_is_mark(&token, '(') && read_tuple(sql)) {
        token = next(sql);
        if (!sql_token_is_mark(&token, ',')) {
            return;
        }
        token = next(sql);
    }
}

/* INSERT [IGNORE ...] [INTO] table [(columns)] ... VALUES: to this word, or the end. */
static bool find_values(struct sql_source *sql)
{
    struct sql_token token = next(sql);
    bool named = false;
    for (size_t i = 0; i < SQL_WORDS_MAX; i++) {
        if (sql_token_is_word(&token, "VALUES") || sql_token_is_word(&token, "VALUE")) {
            return true;
        }
        if (token.kind == SQL_END || sql_token_is_mark(&token, ';')) {
            return false;
        }
        if (sql_token_is_word(&token, "INTO") || sql_token_is_word(&token, "INSERT") ||
            sql_token_is_word(&token, "OR") || sql_token_is_word(&token, "IGNORE") ||
            sql_token_is_word(&token, "REPLACE") || named) {
            token = next(sql);
        } else if (sql_name_take(sql, &token)) {
            named = true;
            sql_source_next_table(sql, buffer_bytes(&sql->names));
            if (sql_token_is_mark(&token, '(')) {
                sql_columns_begin(&sql->columns, buffer_bytes(&sql->names));
                sql_list_take(sql, &token);
            }
        } else {
            return false;
        }
    }
    sql->bounded = true;
    return false;
}

void sql_statement_give_up(struct sql_source *sql, uint64_t offset)
{
    static const struct fault rows = {
        OUTCOME_BOUND, NULL, "rows behind a longer name, or more words, than a statement has"
    };
    const struct source_spot spot = { .outer = sql->setting->outer, .offset = offset };
    if (sql->bounded) {
        sql->cells.sink->unread(sql->cells.sink->context, &rows, &spot);
    }
}

void sql_insert_read(struct sql_source *sql)
{
    const uint64_t offset = sql->lexer.window->position;
    sql->bounded = false;
    if (find_values(sql)) {
        read_tuples(sql);
    } else {
        sql_statement_give_up(sql, offset);
    }
}

static bool is_constraint(struct bytes name)
{
    static const char *const words[] = { "PRIMARY", "KEY",     "UNIQUE",   "CONSTRAINT",
                                         "INDEX",   "FOREIGN", "FULLTEXT", "SPATIAL",
                                         "CHECK",   "EXCLUDE", "LIKE",     "PERIOD" };
    const struct sql_token token = { .kind = SQL_WORD, .text = name };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (sql_token_is_word(&token, words[i])) {
            return true;
        }
    }
    return false;
}

/* The rest of a column's definition, to the comma or parenthesis behind it. */
static void skip_definition(struct sql_source *sql, struct sql_token *token)
{
    for (uint64_t depth = 0; token->kind != SQL_END && token->kind != SQL_CUT; *token = next(sql)) {
        if (depth == 0 && (sql_token_is_mark(token, ',') || sql_token_is_mark(token, ')'))) {
            return;
        }
        depth += sql_token_is_mark(token, '(') ? 1 : 0;
        depth -= sql_token_is_mark(token, ')') ? 1 : 0;
    }
}

static void read_definitions(struct sql_source *sql)
{
    struct sql_token token;
    do {
        token = next(sql);
        const bool quoted = token.kind == SQL_NAME || sql_token_is_mark(&token, '[');
        if (sql_name_take(sql, &token) && (quoted || !is_constraint(buffer_bytes(&sql->names)))) {
            sql_columns_add(&sql->columns, buffer_bytes(&sql->names));
        }
        skip_definition(sql, &token);
    } while (sql_token_is_mark(&token, ','));
}

void sql_create_read(struct sql_source *sql)
{
    struct sql_token token = next(sql);
    for (size_t i = 0; i < SQL_WORDS_MAX && token.kind == SQL_WORD; i++) {
        const bool table = sql_token_is_word(&token, "TABLE");
        token = next(sql);
        if (table) {
            break;
        }
    }
    while (sql_token_is_word(&token, "IF") || sql_token_is_word(&token, "NOT") ||
           sql_token_is_word(&token, "EXISTS")) {
        token = next(sql);
    }
    if (!sql_name_take(sql, &token) || !sql_token_is_mark(&token, '(')) {
        return;
    }
    sql_columns_begin(&sql->columns, buffer_bytes(&sql->names));
    sql->row = 0;
    read_definitions(sql);
    sql_columns_keep(&sql->columns);
}
