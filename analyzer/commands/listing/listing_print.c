#include "commands/listing/listing_print.h"

#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "commands/listing/cell_colour.h"
#include "reports/plain_text.h"

#define BETWEEN "  "
#define INDENT  "    " /* of what has no room beside the rest of its row */

static bool add_column(struct listing_print *print, const struct report_field *field)
{
    if (print->table.count == LISTING_COLUMNS_MAX) {
        return false;
    }
    print->fields[print->table.count++] = *field;
    return true;
}

static bool add_named(struct listing_print *print, const struct report_table *table,
                      struct bytes name)
{
    for (size_t i = 0; i < table->count; i++) {
        const char *known = table->fields[i].name;
        if (bytes_equal(name, bytes_over(known, strlen(known)))) {
            return add_column(print, &table->fields[i]);
        }
    }
    return false;
}

static void add_all(struct listing_print *print, const struct report_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        const enum field_kind kind = table->fields[i].kind;
        if (print->form != LISTING_CSV || (kind != FIELD_ROWS && kind != FIELD_OBJECT)) {
            (void)add_column(print, &table->fields[i]);
        }
    }
}

bool listing_print_begin(struct listing_print *print, const struct report_table *table,
                         const char *columns, struct bytes *unknown)
{
    print->table = (struct report_table){ .fields = print->fields };
    if (columns == NULL) {
        add_all(print, table);
    } else {
        struct bytes rest = bytes_over(columns, strlen(columns)), name;
        while (bytes_take_until(&rest, ',', &name)) {
            if (!add_named(print, table, name)) {
                *unknown = name;
                return false;
            }
        }
        if (!add_named(print, table, rest)) {
            *unknown = rest;
            return false;
        }
    }
    if (print->form == LISTING_CSV) {
        report_put_csv_header(print->file, &print->table);
    }
    for (size_t i = 0; i < print->table.count; i++) {
        print->widths[i] = strlen(print->fields[i].name);
    }
    return true;
}

/* What a list holds is not said in a cell, but how much. */
static bool put_cell(const struct report_field *field, const void *row, struct buffer *into)
{
    struct field_value value = { 0 };
    struct buffer text = { 0 };
    char number[24];
    if (field->kind != FIELD_ROWS && field->kind != FIELD_HEX_LIST) {
        const bool put =
            report_put_value(field, row, &text) && plain_text_print(buffer_bytes(&text), into);
        buffer_clear(&text);
        return put;
    }
    if (!field->get(row, &value)) {
        return true;
    }
    (void)snprintf(number, sizeof(number), "%zu",
                   field->kind == FIELD_ROWS ? value.count : value.text.left / SHA256_LENGTH);
    return buffer_append_text(into, number);
}

/* Characters, of UTF-8 that plain_text_print() has made sure of. */
static size_t width_of(struct bytes cell)
{
    size_t width = 0;
    for (size_t i = 0; i < cell.left; i++) {
        width += (cell.at[i] & 0xc0) != 0x80 ? 1 : 0;
    }
    return width;
}

static void put_spaces(struct output_file *file, size_t count)
{
    for (; count > 0; count--) {
        output_put_text(file, " ");
    }
}

static void put_coloured(struct output_file *file, const char *colour, struct bytes cell)
{
    output_put_text(file, colour != NULL ? colour : "");
    output_put(file, cell);
    output_put_text(file, colour != NULL ? COLOUR_END : "");
}

/* Behind the last cell of a line nothing stands. */
static void put_line(struct listing_print *print, struct bytes *cells, bool coloured)
{
    size_t spaces = 0;
    bool folded = false;
    for (size_t i = 0; i < print->table.count; i++) {
        struct bytes cell = { 0 };
        if (print->folds[i]) {
            folded = true;
            spaces = strlen(INDENT);
        }
        if (bytes_take_until(cells, '\n', &cell) && cell.left > 0) {
            output_put_text(print->file, folded ? "\n" : "");
            folded = false;
            put_spaces(print->file, spaces);
            put_coloured(print->file, coloured ? cell_colour(print->fields[i].name, cell) : NULL,
                         cell);
            spaces = 0;
        }
        const size_t width = width_of(cell);
        spaces += (width < print->widths[i] ? print->widths[i] - width : 0) + strlen(BETWEEN);
    }
    output_put_text(print->file, "\n");
}

static bool put_names(struct listing_print *print)
{
    struct buffer names = { 0 };
    bool put = true;
    for (size_t i = 0; put && i < print->table.count; i++) {
        put = buffer_append_text(&names, print->fields[i].name) && buffer_append_byte(&names, '\n');
    }
    struct bytes cells = buffer_bytes(&names);
    output_put_text(print->file, print->coloured ? COLOUR_BOLD : "");
    put_line(print, &cells, false);
    output_put_text(print->file, print->coloured ? COLOUR_END : "");
    buffer_clear(&names);
    return put;
}

/* A terminal would cut a row anywhere; here it is cut between columns. */
static void fold(struct listing_print *print)
{
    size_t at = 0;
    for (size_t i = 0; print->room > 0 && i < print->table.count; i++) {
        const bool last = i + 1 == print->table.count;
        const size_t width =
            last && print->widest_last > print->widths[i] ? print->widest_last : print->widths[i];
        print->folds[i] = i > 0 && at + width > print->room;
        at = (print->folds[i] ? strlen(INDENT) : at) + width + strlen(BETWEEN);
    }
}

static bool settle(struct listing_print *print)
{
    struct bytes cells = buffer_bytes(&print->held);
    print->settled = true;
    fold(print);
    if (print->held_rows > 0 && !put_names(print)) {
        return false;
    }
    for (; print->held_rows > 0; print->held_rows--) {
        put_line(print, &cells, print->coloured);
    }
    buffer_reset(&print->held);
    return true;
}

static bool put_text(struct listing_print *print, const void *row)
{
    bool put = true;
    for (size_t i = 0; put && i < print->table.count; i++) {
        const size_t from = print->held.used;
        put = put_cell(&print->fields[i], row, &print->held);
        const size_t width =
            put ? width_of(bytes_over(print->held.at + from, print->held.used - from)) : 0;
        if (!print->settled && width > print->widths[i]) {
            print->widths[i] = width < LISTING_WIDTH_MAX ? width : LISTING_WIDTH_MAX;
        }
        if (i + 1 == print->table.count && width > print->widest_last) {
            print->widest_last = width;
        }
        put = put && buffer_append_byte(&print->held, '\n');
    }
    if (!put) {
        return false;
    }
    if (print->settled) {
        struct bytes cells = buffer_bytes(&print->held);
        put_line(print, &cells, print->coloured);
        buffer_reset(&print->held);
        return true;
    }
    return ++print->held_rows < LISTING_ROWS_HELD || settle(print);
}

bool listing_print_row(struct listing_print *print, const void *row)
{
    print->rows++;
    if (print->form == LISTING_JSON) {
        report_put_json_row(print->file, &print->table, row);
        return true;
    }
    if (print->form == LISTING_CSV) {
        report_put_csv_row(print->file, &print->table, row);
        return true;
    }
    return put_text(print, row);
}

bool listing_print_end(struct listing_print *print)
{
    return print->form != LISTING_TEXT || print->settled || settle(print);
}

void listing_print_clear(struct listing_print *print)
{
    buffer_clear(&print->held);
}
