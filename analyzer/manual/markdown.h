#ifndef MARKDOWN_H
#define MARKDOWN_H

#include "manual/roff.h"

/* The Markdown that docs/ is written in, as mdoc: paragraphs, headings of two levels, lists,
 * tables, and blocks of code that are indented or fenced. The first heading (of one #) is left
 * out. `text` ends with NUL. */
void markdown_put(struct roff *page, const char *text);

#endif
