#ifndef CLEAR_VIEW_H
#define CLEAR_VIEW_H

#include "buffer.h"

/* A stretch of evidence with its escapes undone, as often as they were done,
 * where each byte still knows which byte of the evidence it came from. */

enum view_width { VIEW_BYTES, VIEW_UTF16_LE, VIEW_UTF16_BE };

/* Zeroed = empty; kept between uses for its memory. */
struct clear_view {
    struct buffer text;
    uint32_t *origin; /* per byte of the text: where it began; one more: where the last ended */
    size_t room;      /* of origin, in elements */
    bool escaped;     /* something was undone */
};

#define VIEW_UNCUT SIZE_MAX

/* Makes the view of `raw`. Unless `mark` is VIEW_UNCUT, it is the offset of a
 * BEGIN, and what stands before its dashes on the line is cut off the lines
 * behind it first: soft line breaks do not care what was put before their lines.
 * False when memory ran out. */
MUST_CHECK bool clear_view_make(struct clear_view *view, struct bytes raw, enum view_width width,
                                size_t mark);

/* The same with all escapes as they stand. */
MUST_CHECK bool clear_view_plain(struct clear_view *view, struct bytes raw, size_t mark);

/* The first byte of the text that came from `raw` offset or behind it. */
size_t clear_view_find(const struct clear_view *view, size_t raw_offset);

void clear_view_clear(struct clear_view *view);

#endif
