#include "candidates/runs/uuencode_text.h"

#include "bytes/uuencode_line.h"
#include "candidates/anchors.h"

#define LONG_LINE 61
#define MODE_END  9

static bool is_data(const struct encoded_row *row)
{
    return uuencode_line_kind(encoded_row_bytes(row)) == UUENCODE_DATA;
}

/* What is no row as it stands may be one of a page. */
static bool take_row(const struct encoded_rows *rows, struct bytes text, struct encoded_row *row)
{
    if (!encoded_rows_take(rows, text, row)) {
        return false;
    }
    if (uuencode_line_kind(encoded_row_bytes(row)) == UUENCODE_OTHER) {
        encoded_row_undo_page(row);
    }
    return true;
}

/* A damaged line before or within the data is stepped over when a full one follows. */
static bool goes_on(const struct encoded_rows *rows, struct bytes text,
                    const struct encoded_row *row)
{
    struct encoded_row next;
    const struct bytes rest = bytes_over(text.at + row->taken, text.left - row->taken);
    const bool full =
        row->ends && take_row(rows, rest, &next) && next.length >= LONG_LINE && is_data(&next);
    memory_wipe(&next, sizeof(next));
    return full;
}

/* A line of data, or a damaged one before it. */
static bool has_data(const struct encoded_rows *rows, struct bytes text, struct encoded_row *row)
{
    return take_row(rows, text, row) && (is_data(row) || goes_on(rows, text, row));
}

/* At the front of a leaf with a mode of three digits it is a content of its own, and read as that;
 * but not beyond what is damaged, see uuencode_text.h. */
static bool is_content(const struct leaf_window *window, size_t at)
{
    return window->base + at == 0 && window->text.left > MODE_END &&
           window->text.at[MODE_END] == ' ';
}

void uuencode_text_note(const struct leaf_window *window, size_t anchor, unsigned kinds,
                        struct delivery *delivery)
{
    static const char word[] = "begin ";
    struct uuencode_text file;
    struct encoded_row head;
    if ((kinds & ANCHOR_ARMOUR) != 0 &&
        bytes_begin_with(leaf_window_part(window, anchor, sizeof(word) - 1), word) &&
        encoded_rows_begin(&file.rows, window, anchor, uuencode_line_begins, has_data, &head)) {
        noted_text_add(&delivery->uuencoded, window->base + anchor, delivery);
    }
}

static void close_file(void *context, struct delivery *delivery)
{
    struct uuencode_text *file = context;
    static const struct noted_faults faults = {
        { OUTCOME_BOUND, NULL, "a uuencoded file is longer than is held in memory" },
        { OUTCOME_NO_MEMORY, NULL, "no memory to decode a uuencoded file" },
    };
    const bool worth = (!file->content || file->mended) && noted_text_worth(&file->text, delivery);
    noted_text_close(&file->text, "uuencode", worth, &faults, delivery);
}

/* A row of data, and what it stands for. */
struct row_work {
    struct encoded_row row;
    uint8_t octets[UUENCODE_LINE_OCTETS];
};

/* True while the file is still open, when `to` was reached. */
static bool read_rows(struct uuencode_text *file, const struct leaf_window *window, uint64_t to,
                      struct row_work *work, const struct delivery *delivery)
{
    while (file->text.cursor < to) {
        const size_t at = (size_t)(file->text.cursor - window->base);
        const struct bytes text = leaf_window_part(window, at, ENCODED_ROW_SEEN);
        struct encoded_row *row = &work->row;
        if (!take_row(&file->rows, text, row)) {
            return false;
        }
        const enum uuencode_line kind = uuencode_line_kind(encoded_row_bytes(row));
        const bool data = kind == UUENCODE_DATA || kind == UUENCODE_SHORT;
        if (!data && (kind == UUENCODE_END || !goes_on(&file->rows, text, row))) {
            return false;
        }
        const size_t count = data ? uuencode_line_decode(encoded_row_bytes(row), work->octets) : 0;
        noted_text_hold(&file->text, bytes_over(work->octets, count), delivery);
        file->mended = file->mended || !data || row->paged;
        file->text.cursor += row->taken;
        if (!row->ends) {
            return false;
        }
    }
    return true;
}

static bool read_on(void *context, const struct leaf_window *window, uint64_t to,
                    const struct delivery *delivery)
{
    struct uuencode_text *file = context;
    struct row_work work;
    const bool open = read_rows(file, window, to, &work, delivery);
    memory_wipe(&work, sizeof(work));
    return open;
}

static void open_file(void *context, const struct leaf_window *window, uint64_t begin)
{
    struct uuencode_text *file = context;
    struct encoded_row head;
    const size_t at = (size_t)(begin - window->base);
    noted_text_open(&file->text, begin);
    file->content = file->mended = false;
    if (encoded_rows_begin(&file->rows, window, at, uuencode_line_begins, has_data, &head)) {
        file->content = is_content(window, at) && !head.alone;
        file->text.cursor += head.taken;
    }
}

void uuencode_text_scan(struct uuencode_text *file, const struct leaf_window *window, uint64_t to,
                        struct delivery *delivery)
{
    static const struct noted_kind kind = { open_file, read_on, close_file };
    noted_text_scan(&file->text, &kind, file, &delivery->uuencoded, window, to, delivery);
}

void uuencode_text_finish(struct uuencode_text *file, struct delivery *delivery)
{
    if (file->text.open) {
        close_file(file, delivery);
    }
}
