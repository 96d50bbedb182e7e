#ifndef VIEW_UTF7_H
#define VIEW_UTF7_H

#include "candidates/views/clear_view.h"

/* Shifts of UTF-7 (bytes/utf7.h) in a view. */

/* From `mark` on: a diff's + before it is no shift. `again`: a level before was UTF-7, and what
 * broke a shift of it in two is gone; those that were whole are undone, so no count tells. True
 * where the text is UTF-7, or was. */
bool view_utf7_undo(struct clear_view *view, size_t mark, bool again);

#endif
