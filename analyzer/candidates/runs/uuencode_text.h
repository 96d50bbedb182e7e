#ifndef UUENCODE_TEXT_H
#define UUENCODE_TEXT_H

#include "candidates/runs/encoded_rows.h"
#include "candidates/runs/noted_text.h"

/* Uuencoded files in the middle of a text (POSIX.1, uuencode): quoted, indented, in a log or
 * behind other marks, which are the same on each line, in a string of JSON, where its line ends are
 * escaped, in the text of a page, with entities and breaks, and with lines that end with a return
 * alone. What one decodes to is offered as a new leaf. Those that are not damaged so are parts of
 * their mail (containers/mail/mime_separator.h), and a leaf that begins with one is read as that
 * (containers/archives/archive_filter.h): here only where a line in it was damaged, or a page. */

struct uuencode_text {
    struct noted_text text;
    struct encoded_rows rows;
    bool content; /* the leaf begins with it, and is read as that */
    bool mended;  /* a line of it was stepped over, or written as in a page */
};

/* Does one begin at the anchor? It is read later. */
void uuencode_text_note(const struct leaf_window *window, size_t anchor, unsigned kinds,
                        struct delivery *delivery);

/* Reads what was noted, and goes on with what is open, up to `to` (an offset in the leaf). */
void uuencode_text_scan(struct uuencode_text *file, const struct leaf_window *window, uint64_t to,
                        struct delivery *delivery);

/* The leaf has ended: delivers what is still open. */
void uuencode_text_finish(struct uuencode_text *file, struct delivery *delivery);

#endif
