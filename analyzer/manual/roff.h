#ifndef ROFF_H
#define ROFF_H

#include <stdio.h>

/* Writes pages of the manual in mdoc(7), so that `mandoc -T lint` has nothing to say. */

struct roff {
    FILE *out;
    unsigned column;   /* of the input line that is being written */
    char last, before; /* octets of text that stand in it last */
};

/* .Dd, .Dt, .Os; `name` in lower case. */
void roff_begin(struct roff *page, const char *name, const char *section);
/* A macro with its arguments as they stand. */
void roff_macro(struct roff *page, const char *line);
/* A section; its title is written in upper case. */
void roff_section(struct roff *page, const char *title);
/* Text with the marks of Markdown for `code`, **bold** and [text](place) in it: a sentence begins
 * on a line of its own. `length` octets of it. */
void roff_text(struct roff *page, const char *text, size_t length);
void roff_words(struct roff *page, const char *text);
/* Text as it is, within a macro's line. */
void roff_argument(struct roff *page, const char *text, size_t length);
/* A line of a display. */
void roff_literal(struct roff *page, const char *line, size_t length);
/* Ends a line that is not yet. */
void roff_end_line(struct roff *page);

#endif
