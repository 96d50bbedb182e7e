#ifndef PDF_PAGE_H
#define PDF_PAGE_H

#include "containers/pdf/pdf_document.h"

/* Pages, ISO 32000-2 section 7.7.3: in the order of the page tree, and then those that stand in
 * none, old versions of pages too. */

/* Gives the text of each page that has any as a part "pdf-text", whose number is that of the page.
 * A page whose key goes on over its end is one part with those behind it. False when memory ran
 * out; `more` = the sink wants more. */
MUST_CHECK bool pdf_page_give(struct pdf_document *document, bool *more);

#endif
