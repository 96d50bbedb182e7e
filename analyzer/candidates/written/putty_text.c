#include "bytes/putty_fields.h"
#include "candidates/written/written_form_row.h"

bool putty_text_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work)
{
    (void)work;
    if (anchor >= text.left ||
        !putty_fields_begin(bytes_over(text.at + anchor, text.left - anchor))) {
        return false;
    }
    *front = anchor;
    return true;
}

bool putty_text_extent(struct bytes text, size_t anchor, struct written_extent *extent)
{
    struct putty_fields fields;
    if (anchor >= text.left ||
        !putty_fields_read(bytes_over(text.at + anchor, text.left - anchor), &fields)) {
        return false;
    }
    *extent =
        (struct written_extent){ .from = anchor, .to = anchor + fields.end, .open = fields.open };
    return true;
}
