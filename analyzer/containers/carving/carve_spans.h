#ifndef CARVE_SPANS_H
#define CARVE_SPANS_H

#include "buffer.h"

/* Stretches of a content that nothing else looks into, in their order, to be carved
 * (carve_walk_spans()). */
struct carve_span {
    uint64_t from, to;
};

struct carve_spans {
    struct buffer list; /* of struct carve_span */
    bool lost;          /* there was no memory for some */
};

/* Behind all that were added before; nothing where it is empty. */
void carve_spans_add(struct carve_spans *spans, uint64_t from, uint64_t to);

/* The same, nothing where it is too little for a key (PASSED_LEAST). */
void carve_spans_add_gap(struct carve_spans *spans, uint64_t from, uint64_t to);

/* As carve_spans_add(), as one with the last where that ends there. */
void carve_spans_join(struct carve_spans *spans, uint64_t from, uint64_t to);

size_t carve_spans_count(const struct carve_spans *spans);
struct carve_span carve_spans_at(const struct carve_spans *spans, size_t number);

/* Adds to `into` the gaps between them from one offset to another. They may overlap, and are put in
 * order. */
void carve_spans_beside(struct carve_spans *spans, uint64_t from, uint64_t to,
                        struct carve_spans *into);

/* Forgets all but so many. */
void carve_spans_keep(struct carve_spans *spans, size_t count);
void carve_spans_clear(struct carve_spans *spans);

#endif
