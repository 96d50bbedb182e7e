#ifndef WRITTEN_FORM_H
#define WRITTEN_FORM_H

#include "candidates/armour/armour.h"

/* Keys that are written down as text of their own kind, without armour: JSON, XML,
 * fields with names. Each form knows where such a text begins and ends; whether
 * its numbers make a key is for others to say.
 *
 * A new form is one file and one row. */

struct written_extent {
    size_t from, to; /* of the text: first byte, and one past the last; the same where
                        its front stands before the text */
    bool open;       /* it goes on before the text or behind it: more of it could be there */
    size_t others_from, others_to; /* a stretch of it that may hold keys and certificates of
                                      their own; empty without */
};

struct written_form {
    unsigned anchor; /* of enum anchor_kind */
    enum candidate_form form;
    /* Cheap, on the text as it stands in the leaf with all its escapes: could the anchor
     * belong to one? `front`: where the line's own text begins, behind any quoting;
     * at most the anchor. `work` grows by what is read once more for each anchor. */
    bool (*plausible)(struct bytes text, size_t anchor, size_t *front, uint64_t *work);
    /* In clear text, `anchor` being the first byte of the triple: the whole of it.
     * False where there is none. */
    bool (*extent)(struct bytes text, size_t anchor, struct written_extent *extent);
};
extern const struct written_form written_forms[];
extern const size_t written_form_count;

/* True when the anchor belongs to one of these forms, by a look at the text. */
bool written_form_plausible(struct bytes text, size_t anchor, unsigned kinds, uint64_t *work);

/* Reads what is written around the anchor: as it stands, with its escapes undone,
 * both without what stands before each line, and with its mark-up undone as well. `reader` lends
 * its memory. */
void written_form_read(struct armour_reader *reader, const struct leaf_window *window,
                       size_t anchor, unsigned kinds, struct delivery *delivery);

#endif
