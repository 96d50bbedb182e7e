#include <stdlib.h>

#include "casefile/statement.h"

/* For SQL: count_row(provenance). */
struct row_count {
    struct row_span *spans; /* `lines`: those before the span */
    size_t count;
};

static uint64_t lines_before(const struct row_count *rows, uint64_t offset)
{
    size_t low = 0, high = rows->count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (rows->spans[middle].from <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return rows->spans[low].lines;
}

/* False when it is no row with a spot in it, or memory ran out. */
static bool count_place(const struct row_count *rows, struct bytes encoded, struct buffer *counted)
{
    struct provenance row = { 0 }, spot = { .outer = &row };
    if (!provenance_take(&encoded, &row.place) || row.place.kind != PLACE_ROW ||
        !provenance_take(&encoded, &spot.place) || spot.place.kind != PLACE_SPOT ||
        encoded.left > 0) {
        return false;
    }
    row.place.number += lines_before(rows, spot.place.offset);
    row.place.number &= ~ROW_OF_RANGE;
    return provenance_encode(&spot, counted);
}

static void count_row(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct row_count *rows = sqlite3_user_data(context);
    struct buffer counted = { 0 };
    (void)count;
    const void *at = sqlite3_value_blob(values[0]);
    const struct bytes encoded = bytes_over(at, (size_t)sqlite3_value_bytes(values[0]));
    if (count_place(rows, encoded, &counted)) {
        sqlite3_result_blob64(context, counted.at, counted.used, SQLITE_TRANSIENT);
    } else {
        sqlite3_result_value(context, values[0]);
    }
    buffer_clear(&counted);
}

/* What an earlier run left of the same place is replaced. */
static bool update(struct case_file *file, uint32_t number)
{
    static const char *const texts[] = {
        "UPDATE OR REPLACE certificate_sightings SET provenance = count_row(provenance)"
        " WHERE source = ? AND " IS_UNCOUNTED,
        "UPDATE OR REPLACE key_sightings SET provenance = count_row(provenance)"
        " WHERE source = ? AND " IS_UNCOUNTED,
        "UPDATE OR REPLACE hash_matches SET provenance = count_row(provenance)"
        " WHERE source = ? AND " IS_UNCOUNTED,
        "UPDATE journal SET provenance = count_row(provenance)"
        " WHERE source = ? AND " IS_UNCOUNTED,
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct statement change = statement_of(file, texts[i]);
        statement_put_number(&change, number);
        if (!statement_run(&change)) {
            return false;
        }
    }
    return true;
}

static bool set_function(struct case_file *file, struct row_count *rows)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    return sqlite3_create_function(file->database, "count_row", 1, flags, rows,
                                   rows != NULL ? count_row : NULL, NULL, NULL) == SQLITE_OK ||
           case_fail(file);
}

bool case_count_rows(struct case_file *file, uint32_t number, const struct row_span *spans,
                     size_t count)
{
    struct row_count rows = { .spans = calloc(count + 1, sizeof(*spans)), .count = count };
    uint64_t before = 0;
    if (rows.spans == NULL) {
        return case_note_memory(file);
    }
    for (size_t i = 0; i < count; i++) {
        rows.spans[i] = spans[i];
        rows.spans[i].lines = before;
        before += spans[i].lines;
    }
    const bool counted = set_function(file, &rows) && update(file, number);
    const bool unset = set_function(file, NULL);
    free(rows.spans);
    return counted && unset;
}
