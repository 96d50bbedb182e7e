#ifndef PDF_WALK_H
#define PDF_WALK_H

#include "container.h"

/* PDF, ISO 32000-2. Its parts, in this order: the stream of each object, decoded, named "object 12"
 * and the name of the file where one is embedded; the strings of all objects as one text,
 * "pdf-strings"; the text of its pages as somebody reads it, "pdf-text". Nothing of the file's own
 * tables is believed. */
extern const struct container pdf_container;
/* The same where other bytes stand before the header: asked last, as a text may speak of it. */
extern const struct container pdf_behind_container;

#endif
