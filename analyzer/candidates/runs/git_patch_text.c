#include "candidates/runs/git_patch_text.h"

#include <string.h>

#include "bytes/git_patch_line.h"
#include "candidates/anchors.h"

static const char word[] = "GIT binary patch";

/* A row of data, and what it stands for. */
struct row_work {
    struct encoded_row row;
    uint8_t octets[GIT_PATCH_LINE_OCTETS];
};

static bool is_head(struct bytes row)
{
    return bytes_equal(row, bytes_over(word, sizeof(word) - 1));
}

static bool has_hunk(const struct encoded_rows *rows, struct bytes text, struct encoded_row *row)
{
    return encoded_rows_take(rows, text, row) &&
           git_patch_line_kind(encoded_row_bytes(row)) == GIT_PATCH_HUNK;
}

void git_patch_text_note(const struct leaf_window *window, size_t anchor, unsigned kinds,
                         struct delivery *delivery)
{
    struct encoded_rows rows;
    struct encoded_row head;
    if ((kinds & ANCHOR_PATCH) != 0 &&
        encoded_rows_begin(&rows, window, anchor, is_head, has_hunk, &head)) {
        noted_text_add(&delivery->patches, window->base + anchor, delivery);
    }
}

/* All of it is packed: what it could hold cannot be seen. */
static void close_patch(void *context, struct delivery *delivery)
{
    struct git_patch_text *patch = context;
    static const struct noted_faults faults = {
        { OUTCOME_BOUND, NULL, "a binary patch of git is longer than is held in memory" },
        { OUTCOME_NO_MEMORY, NULL, "no memory to decode a binary patch of git" },
    };
    noted_text_close(&patch->text, "git-patch", patch->text.octets.used > 0, &faults, delivery);
}

/* The row at the cursor that belongs to the patch, and what it stands for. */
static bool take_row(struct git_patch_text *patch, struct bytes text, struct row_work *work,
                     struct bytes *octets)
{
    struct encoded_row *row = &work->row;
    const bool fits = encoded_rows_take(&patch->rows, text, row);
    const enum git_patch_line kind =
        fits ? git_patch_line_kind(encoded_row_bytes(row)) : GIT_PATCH_OTHER;
    if (kind == GIT_PATCH_DATA && !patch->between) {
        *octets =
            bytes_over(work->octets, git_patch_line_decode(encoded_row_bytes(row), work->octets));
        return true;
    }
    if (kind == GIT_PATCH_HUNK && patch->between && row->ends) {
        row->at[row->length] = '\n';
        *octets = bytes_over(row->at, row->length + 1);
        patch->between = false;
        return true;
    }
    *octets = bytes_over(NULL, 0);
    if (patch->between || !encoded_rows_take_empty(&patch->rows, text, row)) {
        return false;
    }
    patch->between = true;
    return true;
}

/* True while the patch is still open, when `to` was reached. */
static bool read_rows(struct git_patch_text *patch, const struct leaf_window *window, uint64_t to,
                      struct row_work *work, const struct delivery *delivery)
{
    while (patch->text.cursor < to) {
        const size_t at = (size_t)(patch->text.cursor - window->base);
        struct bytes octets;
        if (!take_row(patch, leaf_window_part(window, at, ENCODED_ROW_SEEN), work, &octets)) {
            return false;
        }
        noted_text_hold(&patch->text, octets, delivery);
        patch->text.cursor += work->row.taken;
        if (!work->row.ends) {
            return false;
        }
    }
    return true;
}

static bool read_on(void *context, const struct leaf_window *window, uint64_t to,
                    const struct delivery *delivery)
{
    struct row_work work;
    const bool open = read_rows(context, window, to, &work, delivery);
    memory_wipe(&work, sizeof(work));
    return open;
}

static void open_patch(void *context, const struct leaf_window *window, uint64_t begin)
{
    struct git_patch_text *patch = context;
    struct encoded_row head;
    const size_t at = (size_t)(begin - window->base);
    noted_text_open(&patch->text, begin);
    patch->between = true;
    if (encoded_rows_begin(&patch->rows, window, at, is_head, has_hunk, &head)) {
        patch->text.cursor += head.taken;
    }
}

void git_patch_text_scan(struct git_patch_text *patch, const struct leaf_window *window,
                         uint64_t to, struct delivery *delivery)
{
    static const struct noted_kind kind = { open_patch, read_on, close_patch };
    noted_text_scan(&patch->text, &kind, patch, &delivery->patches, window, to, delivery);
}

void git_patch_text_finish(struct git_patch_text *patch, struct delivery *delivery)
{
    if (patch->text.open) {
        close_patch(patch, delivery);
    }
}
