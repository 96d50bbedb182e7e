#ifndef SQL_LEXER_H
#define SQL_LEXER_H

#include "inventory/source_window.h"

/* The words of SQL as dumps write it (ISO/IEC 9075-2 section 5, and what MySQL, MariaDB,
 * PostgreSQL, SQLite and SQL Server make of it). One token is held at a time, never a line:
 * dumps have lines of many megabytes. */

enum sql_token_kind {
    SQL_END,    /* of the source */
    SQL_WORD,   /* keyword, name or number */
    SQL_NAME,   /* in double quotes or backticks; MySQL writes strings so, too */
    SQL_STRING, /* in single quotes */
    SQL_MARK,   /* one octet of anything else */
    SQL_LONG,   /* word or string over ROW_HELD_MAX: stepped over */
    SQL_CUT     /* a string that does not end before the source does */
};

struct sql_token {
    enum sql_token_kind kind;
    struct bytes text;       /* without quotes, as it stands; good until the next token */
    uint8_t prefix;          /* of a string, in lower case: e, x, n, b; 0 without */
    uint8_t quote;           /* octet around it; 0 without */
    uint64_t offset, length; /* in the source, quotes included */
};

struct sql_lexer {
    struct source_window *window;
    bool backslash;      /* it escapes in every string, as in MySQL */
    size_t taken;        /* of the view, by the last token */
    struct buffer plain; /* of a string whose escapes were undone */
};

void sql_lexer_init(struct sql_lexer *lexer, struct source_window *window, bool backslash);
void sql_lexer_clear(struct sql_lexer *lexer);

/* Blanks and comments are stepped over. */
struct sql_token sql_lexer_next(struct sql_lexer *lexer);
/* The window stands behind the last token from now on. */
void sql_lexer_settle(struct sql_lexer *lexer);

/* What a token stands for: without escapes and doubled quotes. A window on the token or on
 * the lexer's own memory. */
struct bytes sql_lexer_plain(struct sql_lexer *lexer, const struct sql_token *token);

bool sql_token_is_mark(const struct sql_token *token, char mark);
/* Is it this keyword, in capitals or not? */
bool sql_token_is_word(const struct sql_token *token, const char *word);

#endif
