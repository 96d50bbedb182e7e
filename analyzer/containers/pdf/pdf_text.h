#ifndef PDF_TEXT_H
#define PDF_TEXT_H

#include "bounds.h"
#include "buffer.h"
#include "containers/pdf/pdf_document.h"
#include "containers/pdf/pdf_font.h"

/* The text of a page as somebody reads it: ISO 32000-2 section 9.4, in the order of the content
 * stream. Characters of one line that stand next to each other are joined, a gap is one space,
 * and where the text goes on elsewhere a line ends. */

struct pdf_matrix {
    double a, b, c, d, e, f;
};

struct pdf_text_state {
    struct pdf_matrix user; /* to the page */
    const struct pdf_font *font;
    double size, leading, letter_gap, word_gap, stretch;
};

#define PDF_SAVED_MAX 32 /* q in q; deeper ones are not restored: the place is a little off */

struct pdf_text {
    struct pdf_document *document;
    struct buffer text; /* UTF-8 */
    struct pdf_font fonts[PDF_FONTS_HELD];
    size_t next_font;
    struct pdf_text_state state, saved[PDF_SAVED_MAX];
    size_t saved_count;
    struct pdf_matrix line, place; /* section 9.4.1: the text line matrix, and the text matrix */
    bool begun;                    /* something stands before, in this page */
    double x, y, em;               /* where that ends */
    bool no_memory;
};

/* Appends the text of the content. `resources` is a dictionary. False when memory ran out. */
MUST_CHECK bool pdf_text_read(struct pdf_text *text, struct bytes content, struct bytes resources);
void pdf_text_clear(struct pdf_text *text);

/* Appends what the stream of the object decodes to, as far as PDF_CONTENT_MAX, which goes into the
 * journal. False when memory ran out. */
MUST_CHECK bool pdf_text_content(struct pdf_document *document, const struct pdf_object *object,
                                 struct buffer *into);

#endif
