#ifndef EBCDIC_TEXT_H
#define EBCDIC_TEXT_H

#include "container.h"

/* A whole content that is text in EBCDIC: code pages 037, 500 and 1047, which differ in brackets,
 * `!`, `|` and `^`. No mark stands at its front, so it is told by its characters: nearly nothing
 * but the letters, digits and marks of ASCII, and no octet that is a control character there.
 * Both line ends, NL and LF, count as one. Short texts are left to the scan, which reads runs. */
extern const struct container ebcdic_text_container;

#endif
