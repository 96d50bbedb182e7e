#include "containers/sqlite_walk.h"

#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "bytes/tap_stream.h"
#include "containers/carve_form.h"
#include "containers/section_stream.h"
#include "containers/sqlite_payload.h"

static const struct fault too_much = { OUTCOME_BOUND, NULL,
                                       "its rows claim more bytes than the database could hold" };

struct walk {
    struct stream *content;
    const struct container_sink *sink;
    struct sqlite_layout layout;
    uint64_t budget;    /* octets of records that may still be read */
    struct buffer page; /* the one whose cells are read */
    uint64_t offset;    /* of it in the file */
    bool stopped;
};

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
static bool is_whole(const struct walk *walk, const struct sqlite_cell *cell,
                     const struct sqlite_column *column)
{
    const uint64_t each = walk->layout.usable - 4, end = column->at + column->length;
    if (column->at < cell->local) {
        return end <= cell->local;
    }
    return (column->at - cell->local) / each == (end - 1 - cell->local) / each;
}

/* The value at the front of the record's stream. */
static void give_value(struct walk *walk, struct sqlite_payload *payload,
                       const struct sqlite_cell *cell, const struct sqlite_column *column,
                       unsigned number)
{
    char name[32];
    (void)snprintf(name, sizeof(name), "column %u", number);
    struct place place = { .kind = PLACE_ROW,
                           .number = cell->row,
                           .name = bytes_over(name, strlen(name)) };
    (void)stream_ahead(&payload->stream, 1); /* the page that it begins in is read */
    place.offset = column->at < payload->begin ? walk->offset + cell->at + column->at
                                               : payload->place + (column->at - payload->begin);
    if (is_whole(walk, cell, column)) {
        place.length = column->length;
    }
    struct section_stream section;
    section_stream_init_span(&section, &payload->stream, column->length);
    walk->stopped = !walk->sink->part(walk->sink->context, &place, PART_UNKNOWN, &section.stream);
    (void)section_stream_finish(&section);
    if (payload->stream.fault != NULL) { /* each page is scanned as it stands */
        walk->sink->journal(walk->sink->context, &place, JOURNAL_NOTE, payload->stream.fault, 0);
    }
}

/* What is compressed into less holds no key. */
#define COMPRESSED_LEAST 32

/* A value in one page is seen as it stands, unless it may be compressed. */
static bool is_wanted(const struct walk *walk, const struct sqlite_cell *cell,
                      const struct sqlite_column *column, struct bytes local)
{
    struct bytes front;
    size_t at;
    enum carve_kind kind;
    if (column->length == 0 || !(column->text || column->blob)) {
        return false;
    }
    if (column->at + column->length > cell->local) {
        return !is_whole(walk, cell, column) ||
               (column->blob && column->length >= COMPRESSED_LEAST);
    }
    return column->blob && bytes_take(&local, (size_t)column->at, &front) &&
           bytes_take(&local, (size_t)column->length, &front) &&
           carve_mark_find(front, 0, 1, &at, &kind) && carve_form_holds(kind, front);
}

static void give_columns(struct walk *walk, struct sqlite_payload *payload,
                         const struct sqlite_cell *cell, struct bytes header, struct bytes local)
{
    struct sqlite_record record;
    struct sqlite_column column;
    if (!sqlite_record_read(header, cell->payload, &record)) {
        return;
    }
    for (unsigned number = 1; !walk->stopped && sqlite_record_take(&record, &column); number++) {
        if (!is_wanted(walk, cell, &column, local)) {
            continue;
        }
        if (!take_all(&payload->stream, column.at - payload->stream.offset)) {
            return;
        }
        give_value(walk, payload, cell, &column, number);
    }
}

/* More columns than SQLite is built for have no header so long. */
#define RECORD_HEADER_MAX ((uint64_t)256 << 10)

static void give_cell(struct walk *walk, const struct sqlite_cell *cell)
{
    struct sqlite_payload payload;
    struct buffer header = { 0 };
    const struct bytes local = bytes_over(walk->page.at + cell->at, cell->local);
    const uint64_t length = sqlite_record_header(local);
    if (length == 0 || length > cell->payload || length > RECORD_HEADER_MAX) {
        return;
    }
    if (sqlite_payload_init(&payload, walk->content, &walk->layout, cell, local,
                            walk->offset + cell->at)) {
        struct bytes seen = stream_ahead(&payload.stream, (size_t)length), front;
        if (bytes_take(&seen, (size_t)length, &front) && buffer_append(&header, front)) {
            give_columns(walk, &payload, cell, buffer_bytes(&header), local);
        }
    }
    walk->budget -= payload.stream.offset < walk->budget ? payload.stream.offset : walk->budget;
    buffer_clear(&header);
    sqlite_payload_clear(&payload);
}

/* A chain of more pages than there are goes round in a circle. */
static bool is_possible(const struct walk *walk, const struct sqlite_cell *cell)
{
    return (cell->payload - cell->local) / (walk->layout.usable - 4) < walk->layout.pages;
}

static bool give_page(struct walk *walk, struct bytes page, bool first)
{
    const size_t count = sqlite_page_cells(&walk->layout, page, first);
    buffer_reset(&walk->page);
    if (count == 0 || !buffer_append(&walk->page, bytes_over(page.at, walk->layout.usable))) {
        return true;
    }
    page = buffer_bytes(&walk->page);
    size_t at;
    enum carve_kind kind;
    const bool marked = carve_mark_find(page, 0, page.left, &at, &kind);
    for (size_t i = 0; i < count && !walk->stopped; i++) {
        struct sqlite_cell cell;
        if (!sqlite_cell_read(&walk->layout, page, first, i, &cell) || !is_possible(walk, &cell)) {
            continue;
        }
        if (cell.overflow == 0 && !marked) {
            continue;
        }
        if (walk->budget == 0) {
            walk->sink->journal(walk->sink->context, NULL, JOURNAL_UNREAD, &too_much, 0);
            return false;
        }
        give_cell(walk, &cell);
    }
    return !walk->stopped;
}

static const struct fault *walk_sqlite(struct stream *content, const struct container_sink *sink)
{
    static const struct fault unknown = { OUTCOME_UNEXPECTED, NULL, "no database of SQLite" };
    struct walk walk = { .content = content, .sink = sink };
    if (!sqlite_layout_read(stream_ahead(content, SQLITE_HEADER), content->size, &walk.layout)) {
        return &unknown;
    }
    const size_t size = walk.layout.page_size;
    walk.budget = content->size * SQLITE_GIVEN_TIMES;
    for (uint64_t page = 0; page < walk.layout.pages; page++) {
        walk.offset = page * size;
        if (!stream_seek(content, walk.offset) ||
            !give_page(&walk, stream_ahead(content, size), page == 0)) {
            break;
        }
    }
    buffer_clear(&walk.page);
    return NULL;
}

static bool recognise_sqlite(struct bytes head)
{
    struct sqlite_layout layout;
    return sqlite_layout_read(head, head.left, &layout);
}

const struct container sqlite_container = { .name = "sqlite",
                                            .recognise = recognise_sqlite,
                                            .walk = walk_sqlite,
                                            .seeks = true,
                                            .readings = true,
                                            .loose = true };
