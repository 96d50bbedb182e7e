#include "inventory/inventory_range.h"

/* What a reader learns of it is a help: without memory it learns nothing. */
static void keep_front(struct inventory *inventory, struct bytes head)
{
    const uint64_t from = inventory->file->from;
    const struct bytes front = bytes_over(head.at, from < head.left ? (size_t)from : head.left);
    if (inventory->in_range && front.left > 0) {
        (void)!buffer_append(&inventory->front, front);
    }
}

/* An index has no use for rows, nor anybody who would join the ranges of a table. */
static void look_at_front(struct inventory *inventory)
{
    const struct window_span front = { .to = CONTENT_HEAD };
    struct source_window window;
    source_window_init(&window, inventory->file->fd, &front);
    source_window_need(&window, CONTENT_HEAD);
    const struct bytes head = source_window_view(&window);
    inventory->source = certificate_source_of(head);
    inventory->in_range = inventory->source->in_ranges != NULL &&
                          (!inventory->listing || inventory->source->read != table_source_read) &&
                          inventory->source->in_ranges(head);
    keep_front(inventory, head);
    source_window_clear(&window);
}

bool inventory_range_plan(struct inventory *inventory, struct window_span *span)
{
    const struct job_file *file = inventory->file;
    *span = (struct window_span){ .to = UINT64_MAX, .digest = true };
    if (file->mode == SCAN_DIGEST) {
        span->summed = true;
    } else if (file->mode == SCAN_RANGE) {
        look_at_front(inventory);
        span->digest = false;
        span->summed = true;
        if (inventory->in_range) {
            span->from = file->from;
            span->to = file->to;
        } else if (file->from > 0) {
            return false;
        }
    }
    return true;
}

struct source_setting inventory_range_setting(struct inventory *inventory)
{
    struct source_setting setting = { .stop = UINT64_MAX,
                                      .column = inventory->setting->column,
                                      .passphrases = inventory->setting->passphrases };
    if (inventory->in_range) {
        setting.stop = inventory->file->to;
        setting.front = buffer_bytes(&inventory->front);
        setting.own_rows = &inventory->done.own_rows;
    }
    return setting;
}
