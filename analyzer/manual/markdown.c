#include "manual/markdown.h"

#include <stdbool.h>
#include <string.h>

/* A line of the text, and what it is. */
enum line_kind { LINE_EMPTY, LINE_HEADING, LINE_FENCE, LINE_CODE, LINE_ITEM, LINE_ROW, LINE_WORDS };

struct line {
    const char *at;
    size_t length;
    enum line_kind kind;
};

/* What is open in the page. */
enum block { BLOCK_NONE, BLOCK_WORDS, BLOCK_CODE, BLOCK_ITEMS, BLOCK_ROWS };

struct writing {
    struct roff *page;
    enum block open;
    bool fenced, begun, after_heading;
};

static enum line_kind kind_of(const char *at, size_t length)
{
    if (length == 0) {
        return LINE_EMPTY;
    }
    if (at[0] == '#') {
        return LINE_HEADING;
    }
    if (length >= 3 && strncmp(at, "```", 3) == 0) {
        return LINE_FENCE;
    }
    if (length >= 4 && strncmp(at, "    ", 4) == 0) {
        return LINE_CODE;
    }
    if (length >= 2 &&
        (strncmp(at, "- ", 2) == 0 || (at[0] >= '1' && at[0] <= '9' && at[1] == '.'))) {
        return LINE_ITEM;
    }
    return at[0] == '|' ? LINE_ROW : LINE_WORDS;
}

static bool take_line(const char **text, struct line *line)
{
    const char *end = strchr(*text, '\n');
    if (end == NULL) {
        return false;
    }
    line->at = *text;
    line->length = (size_t)(end - *text);
    line->kind = kind_of(line->at, line->length);
    *text = end + 1;
    return true;
}

static void close_block(struct writing *writing)
{
    if (writing->open == BLOCK_CODE) {
        roff_macro(writing->page, "Ed");
    } else if (writing->open == BLOCK_ITEMS || writing->open == BLOCK_ROWS) {
        roff_macro(writing->page, "El");
    }
    roff_end_line(writing->page);
    writing->open = BLOCK_NONE;
}

static void open_block(struct writing *writing, enum block block, const char *macro)
{
    if (writing->open == block) {
        return;
    }
    close_block(writing);
    if (block == BLOCK_WORDS && writing->begun && !writing->after_heading) {
        roff_macro(writing->page, "Pp");
    }
    if (macro != NULL) {
        roff_macro(writing->page, macro);
    }
    writing->open = block;
    writing->begun = true;
    writing->after_heading = false;
}

static void put_heading(struct writing *writing, const struct line *line)
{
    size_t level = strspn(line->at, "#");
    char title[128];
    close_block(writing);
    if (level < 2 || line->length - level >= sizeof(title)) {
        return;
    }
    memcpy(title, line->at + level + 1, line->length - level - 1);
    title[line->length - level - 1] = '\0';
    if (level == 2) {
        roff_section(writing->page, title);
    } else {
        (void)fprintf(writing->page->out, ".Ss %s\n", title);
    }
    writing->begun = true;
    writing->after_heading = true;
}

static void put_code(struct writing *writing, const struct line *line, size_t indent)
{
    open_block(writing, BLOCK_CODE, "Bd -literal -offset indent");
    roff_literal(writing->page, line->at + indent, line->length - indent);
}

static void put_item(struct writing *writing, const struct line *line)
{
    const size_t mark = line->at[0] == '-' ? 2 : 3;
    open_block(writing, BLOCK_ITEMS, line->at[0] == '-' ? "Bl -bullet" : "Bl -enum");
    roff_macro(writing->page, "It");
    roff_text(writing->page, line->at + mark, line->length - mark);
}

/* The end of a cell: a bar that is not escaped. */
static size_t cell_end(const struct line *line, size_t from)
{
    while (from < line->length && (line->at[from] != '|' || line->at[from - 1] == '\\')) {
        from++;
    }
    return from;
}

/* The first cell is what the others speak of. */
static void put_row(struct writing *writing, const struct line *line)
{
    if (line->length > 3 && strspn(line->at, "|-: ") == line->length) {
        return; /* between the header and the rows */
    }
    open_block(writing, BLOCK_ROWS, "Bl -tag -width Ds");
    size_t begin = 2;
    bool first = true;
    while (begin < line->length) {
        const size_t end = cell_end(line, begin);
        const size_t length = end > begin ? end - begin - 1 : 0;
        if (first) {
            roff_end_line(writing->page);
            (void)fputs(".It ", writing->page->out);
            writing->page->column = 1;
            roff_text(writing->page, line->at + begin, length < 60 ? length : 60);
            if (length == 0) {
                (void)fputs("\\ ", writing->page->out);
            }
            roff_end_line(writing->page);
        } else if (length > 0) {
            roff_text(writing->page, line->at + begin, length);
            (void)fputs(end + 2 < line->length ? ";" : "", writing->page->out);
            roff_end_line(writing->page);
        }
        first = false;
        begin = end + 2;
    }
}

static void put_words(struct writing *writing, const struct line *line)
{
    const size_t indent = strspn(line->at, " ");
    if (writing->open == BLOCK_ROWS || writing->open == BLOCK_CODE || writing->open == BLOCK_NONE ||
        (writing->open == BLOCK_ITEMS && indent == 0)) {
        open_block(writing, BLOCK_WORDS, NULL);
    } else if (writing->page->column > 0) {
        roff_text(writing->page, " ", 1);
    }
    roff_text(writing->page, line->at + indent, line->length - indent);
}

static void put_line(struct writing *writing, const struct line *line)
{
    if (line->kind == LINE_FENCE) {
        writing->fenced = !writing->fenced;
        if (!writing->fenced) {
            close_block(writing);
        }
        return;
    }
    if (writing->fenced) {
        put_code(writing, line, 0);
        return;
    }
    switch (line->kind) {
    case LINE_EMPTY:
        if (writing->open != BLOCK_ITEMS) {
            close_block(writing);
        }
        break;
    case LINE_HEADING:
        put_heading(writing, line);
        break;
    case LINE_CODE:
        put_code(writing, line, 4);
        break;
    case LINE_ITEM:
        put_item(writing, line);
        break;
    case LINE_ROW:
        put_row(writing, line);
        break;
    case LINE_WORDS:
    case LINE_FENCE:
        put_words(writing, line);
        break;
    }
}

void markdown_put(struct roff *page, const char *text)
{
    struct writing writing = { .page = page, .after_heading = true };
    struct line line;
    while (take_line(&text, &line)) {
        put_line(&writing, &line);
    }
    close_block(&writing);
}
