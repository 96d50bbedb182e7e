#include <stdio.h>
#include <string.h>

#include "inventory/cell_column.h"
#include "inventory/table_form.h"

/* Text with a record a line: CSV (RFC 4180) with commas, semicolons, tabs or bars, or
 * nothing but one value a line. Cells within quotes may hold line ends. PEM that stands
 * between the lines of a text is left to the reader of PEM.
 * A range of a large table guesses where its first row begins, since a line end may stand within
 * quotes, and tells where it began and ended: who joins the ranges sees whether each begins where
 * the one before it ended, and has the whole read at once where one does not. */

#define BEGIN             "-----BEGIN "
#define NAME_MAX          64   /* octets of a column's name */
#define COLUMNS_NAMED_MAX 256  /* the others go by their number */
#define ROWS_TRIED        256u /* behind the border of a range, to see whether they look like rows */

static const struct fault too_long = { OUTCOME_BOUND, "RFC 4180 section 2",
                                       "row longer than this program reads" };

struct table {
    struct source_window *window;
    const struct source_setting *setting;
    struct cell_columns columns;
    struct buffer heading; /* the first row */
    struct bytes names[COLUMNS_NAMED_MAX];
    bool has_pem; /* the row that is read */
    uint8_t delimiter;
    uint64_t row;     /* line where it begins, from 1 */
    bool entered;     /* in the middle: lines are counted from there, and none is the heading */
    size_t cells;     /* of the row that was walked over last */
    bool stray_quote; /* in that */
    size_t width;     /* cells of the heading */
};

static bool is_text(struct bytes head)
{
    for (size_t i = 0; i < head.left; i++) {
        const uint8_t octet = head.at[i];
        if (octet < 0x20 && octet != '\t' && octet != '\n' && octet != '\r' && octet != '\f') {
            return false;
        }
    }
    return head.left > 0;
}

static const uint8_t *find(struct bytes text, const char *what)
{
    return text.left > 0 ? memmem(text.at, text.left, what, strlen(what)) : NULL;
}

static size_t until(struct bytes text, uint8_t octet)
{
    const uint8_t *found = text.left > 0 ? memchr(text.at, octet, text.left) : NULL;
    return found == NULL ? text.left : (size_t)(found - text.at);
}

static struct bytes behind(struct bytes text, size_t count)
{
    struct bytes front;
    return bytes_take(&text, count, &front) ? text : (struct bytes){ 0 };
}

/* The end of a cell in quotes, behind the closing one; 0 where none closes it. */
static size_t quoted_end(struct bytes text)
{
    size_t at = 1;
    for (;;) {
        at += until(behind(text, at), '"');
        if (at >= text.left) {
            return 0;
        }
        if (at + 1 < text.left && text.at[at + 1] == '"') {
            at += 2;
            continue;
        }
        return at + 1;
    }
}

/* Length of the cell at the front, without what ends it; SIZE_MAX for one whose quote
 * does not close. `line` is where the line ends; a quoted cell moves it. */
static size_t cell_length(struct bytes text, uint8_t delimiter, bool quotes, size_t *line)
{
    size_t at = 0;
    if (quotes && text.left > 0 && text.at[0] == '"') {
        at = quoted_end(text);
        if (at == 0) {
            return SIZE_MAX;
        }
        if (at > *line) {
            *line = at + until(behind(text, at), '\n');
        }
    }
    return at + until(bytes_over(text.at + at, *line - at), delimiter);
}

typedef void cell_visit(struct table *table, size_t number, struct bytes cell, uint64_t offset);

/* Goes over the row at the front. 0 where it does not end, or a quote does not close;
 * else its length, with the line end where there is one. */
static size_t row_walk(struct table *table, struct bytes text, bool last, bool quotes,
                       cell_visit *visit)
{
    size_t at = 0, line = until(text, '\n');
    if (text.left == 0) {
        return 0;
    }
    for (size_t number = 1;; number++) {
        size_t end = line - at;
        const struct bytes rest = behind(text, at);
        const size_t length = cell_length(rest, table->delimiter, quotes, &end);
        if (length == SIZE_MAX) {
            return 0;
        }
        line = at + end;
        if (line == text.left && !last) {
            return 0;
        }
        if (visit != NULL) {
            visit(table, number, bytes_over(rest.at, length), at);
        }
        at += length;
        if (at >= line) {
            return line < text.left ? line + 1 : line;
        }
        at++; /* the delimiter */
    }
}

bool table_source_recognise(struct bytes head)
{
    return is_text(head) && !table_form_begins_pem(head, table_form_delimiter(head));
}

static struct bytes unquoted(struct bytes cell)
{
    while (cell.left > 0 && (cell.at[cell.left - 1] == '\r' || cell.at[cell.left - 1] == ' ')) {
        cell.left--;
    }
    if (cell.left >= 2 && cell.at[0] == '"' && cell.at[cell.left - 1] == '"') {
        cell.at++;
        cell.left -= 2;
    }
    return cell;
}

/* Names of the columns, where the first row has any. */
static void name_column(struct table *table, size_t number, struct bytes text, uint64_t offset)
{
    (void)offset;
    if (number <= COLUMNS_NAMED_MAX) {
        const struct bytes name = unquoted(text);
        table->names[number - 1] = name.left < NAME_MAX ? name : (struct bytes){ 0 };
    }
}

static struct bytes name_of(const struct table *table, size_t number, char room[NAME_MAX])
{
    if (number <= COLUMNS_NAMED_MAX && table->names[number - 1].left > 0) {
        return table->names[number - 1];
    }
    return bytes_over(room, (size_t)snprintf(room, NAME_MAX, "%zu", number));
}

static bool is_heading(const struct table *table)
{
    return table->row == 1 && !table->entered;
}

static uint64_t row_told(const struct table *table)
{
    return table->row | (table->entered ? ROW_OF_RANGE : 0);
}

/* The fields of a row that stands in a cell, `line` lines below where that begins. */
static void visit_inner_row(struct table *table, size_t number, struct bytes row, uint64_t offset,
                            uint64_t line)
{
    char room[NAME_MAX];
    if (until(row, table->delimiter) == row.left) {
        return;
    }
    for (size_t at = 0; at <= row.left; number++) {
        const struct bytes rest = behind(row, at);
        const size_t length = until(rest, table->delimiter);
        struct cell cell = { .column = number, .content = unquoted(bytes_over(rest.at, length)) };
        cell.spot = (struct source_spot){ .outer = table->setting->outer,
                                          .offset = table->window->position + offset + at,
                                          .length = length,
                                          .row = row_told(table) + line,
                                          .column = name_of(table, number, room) };
        cell_columns_glimpse(&table->columns, &cell);
        at += length + 1;
    }
}

/* A name that somebody chose may begin with a quote that no program escaped: the rows up to
 * the next quote look like one cell of several lines. */
static void visit_inner_rows(struct table *table, size_t number, struct bytes cell, uint64_t offset)
{
    size_t at = 0;
    for (uint64_t line = 0; at < cell.left && cell.at[0] == '"'; line++) {
        const struct bytes rest = behind(cell, at);
        const size_t length = until(rest, '\n');
        visit_inner_row(table, line > 0 ? 1 : number, bytes_over(rest.at, length), offset + at,
                        line);
        at += length + 1;
    }
}

static void visit_cell(struct table *table, size_t number, struct bytes text, uint64_t offset)
{
    char room[NAME_MAX];
    struct cell cell = { .column = number, .content = unquoted(text) };
    const uint8_t *pem = table->has_pem ? find(cell.content, BEGIN) : NULL;
    if (pem != NULL) {
        cell.loose = (size_t)(pem - cell.content.at) > 1; /* a quote may stand there */
        cell.content = behind(cell.content, (size_t)(pem - cell.content.at));
    }
    cell.spot = (struct source_spot){ .outer = table->setting->outer,
                                      .offset = table->window->position + offset,
                                      .length = text.left,
                                      .row = row_told(table),
                                      .column = name_of(table, number, room) };
    cell_columns_take(&table->columns, &cell, is_heading(table));
    visit_inner_rows(table, number, text, offset);
}

/* Does PEM that no table holds begin in this row? Reads on to see the next line. */
static bool is_open_pem(struct table *table, size_t length)
{
    struct bytes view = source_window_view(table->window), row = { 0 };
    table->has_pem = bytes_take(&view, length, &row) && find(row, BEGIN) != NULL;
    if (!table->has_pem) {
        return false;
    }
    (void)source_window_need(table->window, length + TABLE_FORM_LINE);
    view = source_window_view(table->window);
    return bytes_take(&view, length, &row) && table_form_opens_pem(row, view, table->delimiter);
}

static uint64_t count_lines(struct bytes row)
{
    uint64_t lines = 0;
    for (size_t at = until(row, '\n'); at < row.left; at += 1 + until(behind(row, at + 1), '\n')) {
        lines++;
    }
    return lines;
}

static void skip_row(struct table *table)
{
    struct source_spot spot = { .outer = table->setting->outer,
                                .offset = table->window->position,
                                .row = row_told(table) };
    size_t seen, line;
    do {
        seen = source_window_view(table->window).left;
        line = until(source_window_view(table->window), '\n');
        source_window_drop(table->window, line < seen ? line + 1 : seen);
    } while (line == seen && source_window_more(table->window, SIZE_MAX));
    spot.length = table->window->position - spot.offset;
    table->columns.sink->unread(table->columns.sink->context, &too_long, &spot);
    table->row++;
}

static bool keep_heading(struct table *table, struct bytes row, bool quotes)
{
    while (row.left > 0 && (row.at[row.left - 1] == '\n' || row.at[row.left - 1] == '\r')) {
        row.left--;
    }
    if (row.left > HEADING_HELD_MAX) {
        return true;
    }
    const bool kept = buffer_append(&table->heading, row);
    if (kept) {
        row_walk(table, buffer_bytes(&table->heading), true, quotes, name_column);
    }
    return kept;
}

/* Length of the row at the front, read on for where need be; 0 at the end and when it
 * was stepped over. A quote that never closes is none. */
static size_t next_row(struct table *table, bool *quotes)
{
    for (;;) {
        const struct bytes view = source_window_view(table->window);
        const bool last = table->window->ended;
        *quotes = true;
        size_t length = row_walk(table, view, last, true, NULL);
        if (length == 0 && (last || view.left >= ROW_HELD_MAX)) {
            *quotes = false;
            length = row_walk(table, view, last, false, NULL);
        }
        if (length > 0 || (last && view.left == 0)) {
            return length;
        }
        if (view.left >= ROW_HELD_MAX) {
            skip_row(table);
            continue;
        }
        if (!source_window_more(table->window, ROW_HELD_MAX) && !table->window->ended) {
            return 0;
        }
    }
}

static bool read_rows(struct table *table)
{
    bool quotes;
    while (table->window->position <= table->setting->stop) {
        const size_t length = next_row(table, &quotes);
        if (is_open_pem(table, length)) {
            return true;
        }
        struct bytes view = source_window_view(table->window), row;
        if (length == 0 || !bytes_take(&view, length, &row)) {
            return false;
        }
        if (is_heading(table) && !keep_heading(table, row, quotes)) {
            return false;
        }
        row_walk(table, row, true, quotes, visit_cell);
        table->row += count_lines(row);
        source_window_drop(table->window, length);
    }
    return false;
}

static void count_cell(struct table *table, size_t number, struct bytes text, uint64_t offset)
{
    const bool quoted = text.left > 0 && text.at[0] == '"';
    const struct bytes rest = behind(text, quoted ? quoted_end(text) : 0);
    (void)offset;
    table->cells = number;
    table->stray_quote = table->stray_quote || until(rest, '"') < rest.left;
}

/* Reads the front of a file, which is in memory, and tells nobody. True when a certificate is in
 * it. The table has the heading then, and its columns know what they learned. */
static bool read_front(struct table *table, struct bytes front)
{
    bool found = false;
    const struct certificate_sink silent = certificate_sink_silent(&found);
    const struct source_setting setting = { .stop = UINT64_MAX, .column = table->setting->column };
    struct source_window window = { .fd = -1, .ended = true };
    struct table reading = {
        .window = &window, .setting = &setting, .delimiter = table_form_delimiter(front), .row = 1
    };
    cell_columns_init(&reading.columns, &setting, &silent);
    if (buffer_append(&window.memory, front)) {
        (void)read_rows(&reading);
        row_walk(&reading, buffer_bytes(&reading.heading), true, true, count_cell);
    }
    cell_columns_adopt(&table->columns, &reading.columns);
    memcpy(table->names, reading.names, sizeof(table->names));
    table->heading = reading.heading;
    table->delimiter = reading.delimiter;
    table->width = reading.cells;
    source_window_clear(&window);
    return found;
}

bool table_source_in_rows(struct bytes head)
{
    const struct source_setting setting = { .stop = UINT64_MAX };
    const struct certificate_sink nobody = { .context = NULL };
    struct table table = { .setting = &setting };
    cell_columns_init(&table.columns, &setting, &nobody);
    const bool rows =
        table_source_recognise(head) && until(head, '\n') < head.left && read_front(&table, head);
    cell_columns_clear(&table.columns);
    buffer_clear(&table.heading);
    return rows;
}

/* How many of the next rows are not like the heading, if the first begins here. Where one begins
 * at `meeting`, only quotes count that no cell has around it: another reading agrees from there. */
static size_t count_odd_rows(struct table *table, struct bytes text, size_t meeting)
{
    size_t odd = 0, stray = 0, at = 0;
    for (size_t i = 0; i < ROWS_TRIED && at != meeting; i++) {
        table->stray_quote = false;
        const size_t length =
            row_walk(table, behind(text, at), table->window->ended, true, count_cell);
        if (length == 0) { /* a quote that does not close, or the end */
            return odd + (at < text.left ? 1 : 0);
        }
        stray += table->stray_quote ? 1 : 0;
        odd += table->stray_quote || table->cells != table->width ? 1 : 0;
        at += length;
    }
    return at == meeting ? stray : odd;
}

/* Where the next row begins if this stands within quotes. SIZE_MAX: nowhere. */
static size_t behind_quotes(struct table *table, struct bytes view)
{
    for (size_t at = until(view, '"'); at + 1 < view.left; at += until(behind(view, at), '"')) {
        const uint8_t next = view.at[at + 1];
        if (next == table->delimiter || next == '\n' || next == '\r') {
            at += next == table->delimiter ? 2 : 1;
            const size_t rest = row_walk(table, behind(view, at), table->window->ended, true, NULL);
            return rest > 0 ? at + rest : SIZE_MAX;
        }
        at += next == '"' ? 2 : 1;
    }
    return SIZE_MAX;
}

/* The window moves to the first row behind its front. False: it is not known where that is. */
static bool find_row(struct table *table)
{
    struct source_window *window = table->window;
    while (until(source_window_view(window), '\n') == source_window_view(window).left) {
        if (!source_window_more(window, ROW_HELD_MAX)) {
            source_window_drop(window, window->ended ? source_window_view(window).left : 0);
            return window->ended;
        }
    }
    const struct bytes view = source_window_view(window);
    const size_t plain = until(view, '\n') + 1, quoted = behind_quotes(table, view);
    const bool within = quoted != SIZE_MAX && quoted > plain &&
                        count_odd_rows(table, behind(view, plain), quoted - plain) >
                            count_odd_rows(table, behind(view, quoted), SIZE_MAX);
    source_window_drop(window, within ? quoted : plain);
    return true;
}

static bool enter(struct table *table)
{
    if (table->window->position == 0) {
        table->delimiter = table_form_delimiter(source_window_view(table->window));
        return true;
    }
    table->entered = true;
    const bool known = read_front(table, table->setting->front) && find_row(table);
    table->columns.named_seen = true; /* the first range says where there is none */
    return known;
}

/* A row is its range's in whose bytes the line end before it stands. */
static void read_range(struct table *table)
{
    struct row_span own = { ROWS_UNKNOWN, ROWS_UNKNOWN, 0 };
    if (enter(table)) {
        const uint64_t from = table->window->position;
        if (!read_rows(table)) { /* else it turned out to be PEM between lines */
            own = (struct row_span){ from, table->window->position, table->row - 1 };
        }
    }
    *table->setting->own_rows = own;
}

void table_source_read(struct source_window *window, const struct source_setting *setting,
                       const struct certificate_sink *sink)
{
    struct table table = { .window = window, .setting = setting, .row = 1 };
    struct source_spot whole = { .outer = setting->outer, .offset = window->position };
    cell_columns_init(&table.columns, setting, sink);
    if (setting->own_rows != NULL) {
        read_range(&table);
    } else {
        table.delimiter = table_form_delimiter(source_window_view(window));
        if (read_rows(&table)) {
            pem_source_read(window, setting, sink);
        }
    }
    whole.length = window->position - whole.offset;
    cell_columns_end(&table.columns, &whole);
    cell_columns_clear(&table.columns);
    buffer_clear(&table.heading);
}
