#include "inventory/sql_lexer.h"

#include <string.h>
#include <strings.h>

#include "bounds.h"
#include "bytes/hex_text.h"
#include "bytes/sql_escape.h"

void sql_lexer_init(struct sql_lexer *lexer, struct source_window *window, bool backslash)
{
    *lexer = (struct sql_lexer){ .window = window, .backslash = backslash };
}

void sql_lexer_clear(struct sql_lexer *lexer)
{
    buffer_clear(&lexer->plain);
}

void sql_lexer_settle(struct sql_lexer *lexer)
{
    source_window_drop(lexer->window, lexer->taken);
    lexer->taken = 0;
}

static bool is_blank(uint8_t octet)
{
    return octet == ' ' || (octet >= '\t' && octet <= '\r');
}

static bool is_word(uint8_t octet)
{
    return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
           (octet >= '0' && octet <= '9') || octet == '_' || octet == '$' || octet == '.' ||
           octet >= 0x80;
}

/* Reads past the first `mark`, however far that is. */
static void skip_past(struct sql_lexer *lexer, const char *mark)
{
    const size_t length = strlen(mark);
    for (;;) {
        const struct bytes view = source_window_view(lexer->window);
        const uint8_t *found =
            view.left >= length ? memmem(view.at, view.left, mark, length) : NULL;
        if (found != NULL) {
            source_window_drop(lexer->window, (size_t)(found - view.at) + length);
            return;
        }
        const size_t kept = view.left < length ? view.left : length - 1;
        source_window_drop(lexer->window, view.left - kept);
        if (!source_window_more(lexer->window, READ_WINDOW)) {
            source_window_drop(lexer->window, kept);
            return;
        }
    }
}

static bool begins(struct bytes view, const char *mark)
{
    const size_t length = strlen(mark);
    return view.left >= length && memcmp(view.at, mark, length) == 0;
}

static void skip_blanks(struct sql_lexer *lexer)
{
    for (;;) {
        source_window_need(lexer->window, 2);
        const struct bytes view = source_window_view(lexer->window);
        size_t at = 0;
        while (at < view.left && is_blank(view.at[at])) {
            at++;
        }
        if (at > 0) {
            source_window_drop(lexer->window, at);
        } else if (begins(view, "--")) {
            skip_past(lexer, "\n");
        } else if (begins(view, "/*")) {
            skip_past(lexer, "*/");
        } else {
            return;
        }
    }
}

static bool is_escaped(struct bytes text, size_t at)
{
    size_t count = 0;
    while (count < at && text.at[at - 1 - count] == '\\') {
        count++;
    }
    return count % 2 == 1;
}

/* How a string ends. */
struct ending {
    uint8_t quote;
    bool backslash;
};

/* Looks for the closing quote from `at` on; moves `at` to where a later look goes on. */
static bool find_end(struct bytes text, const struct ending *ending, bool last, size_t *at)
{
    while (*at < text.left) {
        const uint8_t *quote = memchr(text.at + *at, ending->quote, text.left - *at);
        if (quote == NULL) {
            *at = text.left;
            return false;
        }
        const size_t found = (size_t)(quote - text.at);
        if (ending->backslash && is_escaped(text, found)) {
            *at = found + 1;
            continue;
        }
        if (found + 1 == text.left && !last) {
            *at = found; /* what comes next may double it */
            return false;
        }
        if (found + 1 < text.left && text.at[found + 1] == ending->quote) {
            *at = found + 2;
            continue;
        }
        *at = found;
        return true;
    }
    return false;
}

/* What the end of a string may still depend on: a backslash or a quote at its end. */
static size_t open_tail(struct bytes text, const struct ending *ending, size_t at)
{
    if (at < text.left) {
        return text.left - at;
    }
    return ending->backslash && is_escaped(text, text.left) ? 1 : 0;
}

/* A string that is not held: to its end, or the source's. */
static bool skip_string(struct sql_lexer *lexer, const struct ending *ending)
{
    for (size_t at = 0;; at = 0) {
        const struct bytes view = source_window_view(lexer->window);
        const bool last = lexer->window->ended;
        if (find_end(view, ending, last, &at)) {
            source_window_drop(lexer->window, at + 1);
            return true;
        }
        source_window_drop(lexer->window, view.left - (last ? 0 : open_tail(view, ending, at)));
        if (last) {
            return false;
        }
        (void)!source_window_more(lexer->window, READ_WINDOW);
    }
}

/* The window stands at the opening quote, or at a prefix before it. */
static struct sql_token take_string(struct sql_lexer *lexer, const struct ending *ending,
                                    uint8_t prefix)
{
    const size_t front = prefix != 0 ? 2 : 1;
    struct sql_token token = { .kind = ending->quote == '\'' ? SQL_STRING : SQL_NAME,
                               .prefix = prefix,
                               .quote = ending->quote,
                               .offset = lexer->window->position };
    for (size_t at = 0;;) {
        struct bytes view = source_window_view(lexer->window), taken;
        const bool last = lexer->window->ended || view.left >= ROW_HELD_MAX;
        if (!bytes_take(&view, front, &taken)) {
            break;
        }
        if (find_end(view, ending, lexer->window->ended, &at)) {
            token.text = bytes_over(view.at, at);
            token.length = front + at + 1;
            lexer->taken = (size_t)token.length;
            return token;
        }
        if (last) {
            break;
        }
        (void)!source_window_more(lexer->window, ROW_HELD_MAX);
    }
    source_window_drop(lexer->window, front);
    token.kind = skip_string(lexer, ending) ? SQL_LONG : SQL_CUT;
    token.length = lexer->window->position - token.offset;
    return token;
}

static size_t word_length(struct bytes view, size_t at)
{
    while (at < view.left && is_word(view.at[at])) {
        at++;
    }
    return at;
}

static struct sql_token skip_word(struct sql_lexer *lexer, uint64_t offset)
{
    for (;;) {
        const struct bytes view = source_window_view(lexer->window);
        const size_t length = word_length(view, 0);
        source_window_drop(lexer->window, length);
        if (length < view.left || !source_window_more(lexer->window, READ_WINDOW)) {
            return (struct sql_token){ .kind = SQL_LONG,
                                       .offset = offset,
                                       .length = lexer->window->position - offset };
        }
    }
}

static struct sql_token take_word(struct sql_lexer *lexer)
{
    size_t at = 0;
    for (;;) {
        const struct bytes view = source_window_view(lexer->window);
        at = word_length(view, at);
        if (at < view.left || lexer->window->ended) {
            lexer->taken = at;
            return (struct sql_token){ .kind = SQL_WORD,
                                       .text = bytes_over(view.at, at),
                                       .offset = lexer->window->position,
                                       .length = at };
        }
        if (at >= ROW_HELD_MAX) {
            return skip_word(lexer, lexer->window->position);
        }
        (void)!source_window_more(lexer->window, ROW_HELD_MAX);
    }
}

/* A letter that says how the string behind it is to be read. */
static uint8_t prefix_of(struct bytes view)
{
    static const char prefixes[] = "exnbEXNB";
    if (view.left < 2 || view.at[1] != '\'' ||
        memchr(prefixes, view.at[0], sizeof(prefixes) - 1) == NULL) {
        return 0;
    }
    return view.at[0] | 0x20u;
}

struct sql_token sql_lexer_next(struct sql_lexer *lexer)
{
    sql_lexer_settle(lexer);
    skip_blanks(lexer);
    const struct bytes view = source_window_view(lexer->window);
    const uint64_t offset = lexer->window->position;
    if (view.left == 0) {
        return (struct sql_token){ .kind = SQL_END, .offset = offset };
    }
    const uint8_t prefix = prefix_of(view);
    const uint8_t first = prefix != 0 ? '\'' : view.at[0];
    if (first == '\'' || first == '"' || first == '`') {
        const struct ending ending = { first, first != '`' && (lexer->backslash || prefix == 'e') };
        return take_string(lexer, &ending, prefix);
    }
    if (is_word(first)) {
        return take_word(lexer);
    }
    lexer->taken = 1;
    return (struct sql_token){
        .kind = SQL_MARK, .text = bytes_over(view.at, 1), .offset = offset, .length = 1
    };
}

/* An octet in octal or hexadecimal, as E'' has them; 0 digits where none stands. */
static size_t take_code(struct bytes text, uint8_t *octet)
{
    size_t digits = 0;
    unsigned value = 0;
    if (text.left > 1 && text.at[0] == 'x' && hex_digit(text.at[1]) >= 0) {
        for (digits = 1; digits < 3 && digits < text.left && hex_digit(text.at[digits]) >= 0;
             digits++) {
            value = value * 16 + (unsigned)hex_digit(text.at[digits]);
        }
    } else {
        while (digits < 3 && digits < text.left && text.at[digits] >= '0' &&
               text.at[digits] <= '7') {
            value = value * 8 + (unsigned)(text.at[digits++] - '0');
        }
    }
    *octet = (uint8_t)value;
    return digits;
}

/* The octet of an escape whose backslash was taken; how many of `text` it took. */
static size_t take_escape(struct bytes text, bool codes, uint8_t *octet)
{
    const size_t digits = codes ? take_code(text, octet) : 0;
    if (digits > 0) {
        return digits;
    }
    *octet = sql_escape_octet(text.at[0]);
    return 1;
}

static struct bytes unescaped(struct sql_lexer *lexer, struct bytes text, const struct ending *how,
                              bool codes)
{
    buffer_reset(&lexer->plain);
    if (!buffer_reserve(&lexer->plain, text.left)) {
        return text;
    }
    for (size_t i = 0; i < text.left; i++) {
        uint8_t octet = text.at[i];
        const bool more = i + 1 < text.left;
        if (octet == '\\' && how->backslash && more) {
            i += take_escape(bytes_over(text.at + i + 1, text.left - i - 1), codes, &octet);
        } else if (octet == how->quote && more) {
            i++;
        }
        lexer->plain.at[lexer->plain.used++] = octet;
    }
    return buffer_bytes(&lexer->plain);
}

struct bytes sql_lexer_plain(struct sql_lexer *lexer, const struct sql_token *token)
{
    const struct bytes text = token->text;
    const struct ending how = { token->quote, token->quote != '`' && token->quote != 0 &&
                                                  (lexer->backslash || token->prefix == 'e') };
    if (token->quote == 0 || text.left == 0 ||
        (memchr(text.at, token->quote, text.left) == NULL &&
         (!how.backslash || memchr(text.at, '\\', text.left) == NULL))) {
        return text;
    }
    return unescaped(lexer, text, &how, token->prefix == 'e');
}

bool sql_token_is_mark(const struct sql_token *token, char mark)
{
    return token->kind == SQL_MARK && token->text.at[0] == (uint8_t)mark;
}

bool sql_token_is_word(const struct sql_token *token, const char *word)
{
    const size_t length = strlen(word);
    return token->kind == SQL_WORD && token->text.left == length &&
           strncasecmp((const char *)token->text.at, word, length) == 0;
}
