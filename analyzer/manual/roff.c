#include "manual/roff.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "manual/date.h"

#define LINE_MAX_COLUMN 62

static void put_upper(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        (void)fputc(toupper((unsigned char)*text), out);
    }
}

void roff_begin(struct roff *page, const char *name, const char *section)
{
    (void)fprintf(page->out, ".Dd " MANUAL_DATE "\n.Dt ");
    put_upper(page->out, name);
    (void)fprintf(page->out, " %s\n.Os\n", section);
    page->column = 0;
}

void roff_end_line(struct roff *page)
{
    if (page->column > 0) {
        (void)fputc('\n', page->out);
    }
    page->column = 0;
    page->last = page->before = 0;
}

void roff_macro(struct roff *page, const char *line)
{
    roff_end_line(page);
    (void)fprintf(page->out, ".%s\n", line);
}

void roff_section(struct roff *page, const char *title)
{
    roff_end_line(page);
    (void)fputs(".Sh ", page->out);
    put_upper(page->out, title);
    (void)fputc('\n', page->out);
}

static void put_octet(struct roff *page, char octet, bool code)
{
    const bool first = page->column == 0;
    page->column++;
    page->before = page->last;
    page->last = octet;
    if (octet == '\\') {
        (void)fputs("\\e", page->out);
    } else if (octet == '-' && code) {
        (void)fputs("\\-", page->out);
    } else if (first && (octet == '.' || octet == '\'')) {
        (void)fprintf(page->out, "\\&%c", octet);
    } else {
        (void)fputc(octet, page->out);
    }
}

void roff_argument(struct roff *page, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        page->column++;
        put_octet(page, text[i], true);
    }
}

void roff_literal(struct roff *page, const char *line, size_t length)
{
    roff_end_line(page);
    for (size_t i = 0; i < length; i++) {
        put_octet(page, line[i], true);
    }
    (void)fputc('\n', page->out);
    page->column = 0;
}

static bool ends_sentence(const struct roff *page)
{
    char mark = page->last;
    if (mark == ')' || mark == '"') {
        mark = page->before;
    }
    return mark == '.' || mark == '?' || mark == '!';
}

/* What a font is changed to, and back. */
static void put_font(struct roff *page, bool on)
{
    (void)fputs(on ? "\\fB" : "\\fR", page->out);
    page->column += 3;
}

/* A space, or the end of the line in its place. */
static void put_space(struct roff *page, bool bold)
{
    if (page->column == 0) {
        return;
    }
    if (page->column < LINE_MAX_COLUMN && !ends_sentence(page)) {
        (void)fputc(' ', page->out);
        page->column++;
        return;
    }
    if (bold) {
        put_font(page, false);
    }
    roff_end_line(page);
    if (bold) {
        put_font(page, true);
    }
}

/* The text of a link stands for itself, its place behind it where it is none of this folder. */
static size_t skip_place(const char *text, size_t length, size_t at)
{
    size_t end = at + 2;
    while (end < length && text[end] != ')') {
        end++;
    }
    return end;
}

void roff_text(struct roff *page, const char *text, size_t length)
{
    bool code = false, bold = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '`') {
            code = !code;
            put_font(page, code);
        } else if (!code && text[i] == '*' && i + 1 < length && text[i + 1] == '*') {
            bold = !bold;
            put_font(page, bold);
            i++;
        } else if (!code && text[i] == '[') {
            continue;
        } else if (!code && text[i] == ']' && i + 1 < length && text[i + 1] == '(') {
            i = skip_place(text, length, i);
        } else if (text[i] == ' ' || text[i] == '\n') {
            put_space(page, code || bold);
        } else {
            put_octet(page, text[i], code);
        }
    }
}

void roff_words(struct roff *page, const char *text)
{
    roff_text(page, text, strlen(text));
}
