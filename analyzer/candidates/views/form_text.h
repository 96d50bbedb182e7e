#ifndef FORM_TEXT_H
#define FORM_TEXT_H

#include "bytes.h"

/* Forms (application/x-www-form-urlencoded), in which a space is a `+`, and a `+` is %2B; there
 * is no space then where they are, and nothing that is no text. Programs that write JSON for pages
 * make `\u002b` of the `+`, those that write pages `&#43;`: undone with the form's own escapes it
 * would not be told from theirs. */

/* Is it one? `again`: one was undone, and what a soft line break had kept apart of it is no
 * other one. */
bool form_text_is(struct bytes text, bool again);

/* How many bytes at its front are a space there; 0: it is something else. */
size_t form_text_space(struct bytes text);

#endif
