#include "containers/databases/sqlite_rows.h"

#include <stdio.h>
#include <string.h>

#include "containers/carving/carve_form.h"
#include "containers/streams/section_stream.h"

static const struct fault too_much = { OUTCOME_BOUND, NULL,
                                       "its rows claim more bytes than the database could hold" };

static bool take_all(struct stream *stream, uint64_t count)
{
    while (count > 0) {
        struct bytes seen = stream_ahead(stream, 1);
        if (seen.left == 0) {
            return false;
        }
        const size_t step = seen.left < count ? seen.left : (size_t)count;
        stream_consume(stream, step);
        count -= step;
    }
    return true;
}

/* Does it stand in one page? */
static bool is_whole(const struct sqlite_rows *rows, const struct sqlite_cell *cell,
                     const struct sqlite_column *column)
{
    const uint64_t each = rows->layout->usable - 4, end = column->at + column->length;
    if (column->at < cell->local) {
        return end <= cell->local;
    }
    return (column->at - cell->local) / each == (end - 1 - cell->local) / each;
}

/* The value at the front of the record's stream. */
static void give_value(struct sqlite_rows *rows, struct sqlite_payload *payload,
                       const struct sqlite_cell *cell, const struct sqlite_column *column,
                       unsigned number)
{
    char name[64];
    (void)snprintf(name, sizeof(name), "%scolumn %u", rows->label == NULL ? "" : rows->label,
                   number);
    struct place place = { .kind = PLACE_ROW,
                           .number = cell->row,
                           .name = bytes_over(name, strlen(name)) };
    (void)stream_ahead(&payload->stream, 1); /* the page that it begins in is read */
    place.offset = column->at < payload->begin ? rows->offset + cell->at + column->at
                                               : payload->place + (column->at - payload->begin);
    if (is_whole(rows, cell, column)) {
        place.length = column->length;
    }
    struct section_stream section;
    section_stream_init_span(&section, &payload->stream, column->length);
    rows->stopped = !rows->sink->part(rows->sink->context, &place, PART_UNKNOWN, &section.stream);
    (void)section_stream_finish(&section);
    /* each page is scanned as it stands; a log leads to its database in most of its frames */
    if (payload->stream.fault != NULL && !rows->told) {
        rows->told = rows->pages != NULL;
        rows->sink->journal(rows->sink->context, &place, JOURNAL_NOTE, payload->stream.fault, 0);
    }
}

/* What is compressed into less holds no key. */
#define COMPRESSED_LEAST 32

/* A value in one page is seen as it stands, unless it may be compressed. */
static bool is_wanted(const struct sqlite_rows *rows, const struct sqlite_cell *cell,
                      const struct sqlite_column *column, struct bytes local)
{
    struct bytes front;
    size_t at;
    enum carve_kind kind;
    if (column->length == 0 || !(column->text || column->blob)) {
        return false;
    }
    if (column->at + column->length > cell->local) {
        return !is_whole(rows, cell, column) ||
               (column->blob && column->length >= COMPRESSED_LEAST);
    }
    return column->blob && bytes_take(&local, (size_t)column->at, &front) &&
           bytes_take(&local, (size_t)column->length, &front) &&
           carve_mark_find(front, 0, 1, &at, &kind) && carve_form_holds(kind, front);
}

/* In a log the same value stands in each version of its page, beside a counter that changed. */
static bool is_new(const struct sqlite_rows *rows, const struct sqlite_cell *cell,
                   const struct sqlite_column *column, struct bytes local)
{
    struct bytes front, piece = { 0 };
    if (rows->pages == NULL) {
        return true;
    }
    if (column->at < local.left && bytes_take(&local, (size_t)column->at, &front)) {
        (void)!bytes_take(&local, column->length < local.left ? (size_t)column->length : local.left,
                          &piece);
    }
    return rows->pages->is_new(rows->pages, cell, column, piece);
}

static void give_columns(struct sqlite_rows *rows, struct sqlite_payload *payload,
                         const struct sqlite_cell *cell, struct bytes header, struct bytes local)
{
    struct sqlite_record record;
    struct sqlite_column column;
    if (!sqlite_record_read(header, cell->payload, &record)) {
        return;
    }
    for (unsigned number = 1; !rows->stopped && sqlite_record_take(&record, &column); number++) {
        if (!is_wanted(rows, cell, &column, local) || !is_new(rows, cell, &column, local)) {
            continue;
        }
        if (!take_all(&payload->stream, column.at - payload->stream.offset)) {
            return;
        }
        give_value(rows, payload, cell, &column, number);
    }
}

/* More columns than SQLite is built for have no header so long. */
#define RECORD_HEADER_MAX ((uint64_t)256 << 10)

static void give_cell(struct sqlite_rows *rows, const struct sqlite_cell *cell)
{
    struct sqlite_payload payload;
    struct buffer header = { 0 };
    const struct bytes local = bytes_over(rows->page.at + cell->at, cell->local);
    const uint64_t length = sqlite_record_header(local);
    if (length == 0 || length > cell->payload || length > RECORD_HEADER_MAX) {
        return;
    }
    if (sqlite_payload_init(&payload, rows->content, rows->layout, rows->pages, cell, local,
                            rows->offset + cell->at)) {
        struct bytes seen = stream_ahead(&payload.stream, (size_t)length), front;
        if (bytes_take(&seen, (size_t)length, &front) && buffer_append(&header, front)) {
            give_columns(rows, &payload, cell, buffer_bytes(&header), local);
        }
    }
    rows->budget -= payload.stream.offset < rows->budget ? payload.stream.offset : rows->budget;
    buffer_clear(&header);
    sqlite_payload_clear(&payload);
}

/* A chain of more pages than there are goes round in a circle. */
static bool is_possible(const struct sqlite_rows *rows, const struct sqlite_cell *cell)
{
    return (cell->payload - cell->local) / (rows->layout->usable - 4) < rows->layout->pages;
}

bool sqlite_rows_give(struct sqlite_rows *rows, struct bytes page, bool first)
{
    const size_t count = sqlite_page_cells(rows->layout, page, first);
    buffer_reset(&rows->page);
    if (count == 0 || !buffer_append(&rows->page, bytes_over(page.at, rows->layout->usable))) {
        return true;
    }
    page = buffer_bytes(&rows->page);
    size_t at;
    enum carve_kind kind;
    const bool marked = carve_mark_find(page, 0, page.left, &at, &kind);
    for (size_t i = 0; i < count && !rows->stopped; i++) {
        struct sqlite_cell cell;
        if (!sqlite_cell_read(rows->layout, page, first, i, &cell) || !is_possible(rows, &cell)) {
            continue;
        }
        if (cell.overflow == 0 && !marked) {
            continue;
        }
        if (rows->budget == 0) {
            rows->sink->journal(rows->sink->context, NULL, JOURNAL_UNREAD, &too_much, 0);
            return false;
        }
        give_cell(rows, &cell);
    }
    return !rows->stopped;
}

void sqlite_rows_clear(struct sqlite_rows *rows)
{
    buffer_clear(&rows->page);
}
