#ifndef CLEAR_VIEW_H
#define CLEAR_VIEW_H

#include "buffer.h"
#include "bytes/unescape.h"

/* A stretch of evidence with its escapes undone, as often as they were done,
 * where each byte still knows which byte of the evidence it came from. */

enum view_width { VIEW_BYTES, VIEW_UTF16_LE, VIEW_UTF16_BE };

/* Zeroed = empty; kept between uses for its memory. */
struct clear_view {
    struct buffer text;
    uint32_t *origin; /* per byte of the text: where it began; one more: where the last ended */
    size_t room;      /* of origin, in elements */
    bool escaped;     /* something was undone */
    size_t passes;    /* over the text, to make it: with each level of escapes one more */
};

#define VIEW_UNCUT SIZE_MAX

enum view_undo {
    UNDO_NOTHING,
    UNDO_ESCAPES, /* as often as they were done, and what nobody sees */
    UNDO_PAGE,    /* the tags of pages as well, see markup_is_page */
    UNDO_MARKUP   /* all tags */
};

struct view_wish {
    enum view_width width;
    enum view_undo undo;
    /* VIEW_UNCUT, or the offset of a BEGIN or the like: what stands before its dashes on
     * the line is cut off the lines behind it first, for soft line breaks do not care
     * what was put before their lines. */
    size_t mark;
    /* Not first but last, with any tail of it: lines of their own are what was undone. */
    bool cut_last;
};

/* Makes the view of `raw`. False when memory ran out. */
MUST_CHECK bool clear_view_make(struct clear_view *view, struct bytes raw,
                                const struct view_wish *wish);

/* What stands at the front of `here` and is undone, an escape or (`markup`) mark-up: how many
 * bytes it takes, 0 where it stands for itself. `before` is the text before it, undone or not.
 * `made` gets the `count` bytes it stands for. */
size_t clear_view_take(struct bytes before, struct bytes here, bool markup,
                       uint8_t made[UNESCAPE_MADE_MAX], size_t *count);

enum view_join {
    JOIN_STRINGS, /* of one expression in source code: the closing quote, an operator or a line
                     end, the opening quote are taken out */
    JOIN_LIST     /* the strings of a list, one on each line: a line end stands for all between,
                     nothing behind the `=` of a soft line break */
};

/* True when there was anything to join. */
bool clear_view_join(struct clear_view *view, enum view_join join);

/* Cuts off lines what stands before the mark (in the raw bytes) on its line, or any tail of it.
 * True when there was any such thing. */
bool clear_view_cut(struct clear_view *view, size_t mark);

/* Line ends had become spaces: behind the mark (in the raw bytes), a space with what stands before
 * the mark on its line becomes one again. True when there was any such thing. */
bool clear_view_split(struct clear_view *view, size_t mark);

/* The first byte of the text that came from `raw` offset or behind it. */
size_t clear_view_find(const struct clear_view *view, size_t raw_offset);

void clear_view_clear(struct clear_view *view);

#endif
