#ifndef RTF_TEXT_H
#define RTF_TEXT_H

#include "container.h"

/* A document in Rich Text Format (RTF 1.9.1, `{\rtf` at its front): its one part is a
 * PLACE_READING named rtf-text, the text as a reader sees it. Groups and control words are gone,
 * paragraphs, cells and rows end a line, \'hh and \u are undone as far as they are ASCII (all
 * else becomes '?'). Destinations that are not shown (fonts, styles, pictures, data of objects)
 * are left out: the scan of the raw bytes sees those. Groups are counted, not kept: \ucN holds
 * until the next one. */
extern const struct container rtf_text_container;

#endif
