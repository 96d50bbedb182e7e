#ifndef NARROW_WINDOW_H
#define NARROW_WINDOW_H

#include "candidates/anchors.h"
#include "candidates/delivery.h"

/* Where no work is left, a text is seen from the anchor of its kind before it to the next one
 * and its word, for a key has one, but a listing with names for all its numbers. So none is read
 * often, however many stand there. */

/* Anchors that were found together. */
struct anchor_list {
    const struct anchor *items;
    size_t count, end; /* `end`: all that begin before it */
};

/* What is seen from one of them for a kind; `place`: where it stands in that. */
struct leaf_window narrow_window(const struct leaf_window *window, const struct anchor_list *list,
                                 size_t index, unsigned kind, size_t *place);

#endif
