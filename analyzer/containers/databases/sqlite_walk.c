#include "containers/databases/sqlite_walk.h"

#include "bounds.h"
#include "containers/carving/carve_walk.h"
#include "containers/databases/sqlite_free.h"
#include "containers/databases/sqlite_rows.h"

static const struct fault *walk_sqlite(struct stream *content, const struct container_sink *sink)
{
    static const struct fault unknown = { OUTCOME_UNEXPECTED, NULL, "no database of SQLite" };
    static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                            "no memory for what a database leaves free" };
    struct sqlite_layout layout;
    if (!sqlite_layout_read(stream_ahead(content, SQLITE_HEADER), content->size, &layout)) {
        return &unknown;
    }
    const size_t size = layout.page_size;
    struct sqlite_rows rows = { .content = content,
                                .sink = sink,
                                .layout = &layout,
                                .budget = content->size * SQLITE_GIVEN_TIMES };
    struct sqlite_free list;
    sqlite_free_init(&list, content, &layout);
    for (uint64_t page = 0; page < layout.pages; page++) {
        rows.offset = page * size;
        if (!stream_seek(content, rows.offset)) {
            break;
        }
        sqlite_free_take(&list, stream_ahead(content, size), rows.offset);
        if (!sqlite_rows_give(&rows, stream_ahead(content, size), page == 0)) {
            break;
        }
    }
    if (!rows.stopped) {
        carve_walk_spans(content, sink, &list.spans);
    }
    const bool whole = rows.stopped || !list.spans.lost;
    sqlite_free_clear(&list);
    sqlite_rows_clear(&rows);
    return whole ? NULL : &no_memory;
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
