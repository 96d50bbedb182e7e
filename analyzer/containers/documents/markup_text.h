#ifndef MARKUP_TEXT_H
#define MARKUP_TEXT_H

#include "container.h"

/* A page or document in mark-up: HTML, XHTML and SVG, and the XML of word processors and
 * spreadsheets (ECMA-376, OpenDocument 1.3), known by its root or by the names of its namespaces.
 * Other XML is none: what it holds is seen in its own bytes. Its one part is a PLACE_READING named
 * markup-text, the text as a reader sees it: tags, comments, declarations, scripts and styles are
 * gone, runs are joined, paragraphs, line breaks and rows end a line, cells and tabs are a tab,
 * CDATA is taken as it stands and references are undone. An entity that a document declares itself
 * is not expanded. */
extern const struct container markup_text_container;

#endif
