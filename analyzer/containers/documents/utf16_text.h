#ifndef UTF16_TEXT_H
#define UTF16_TEXT_H

#include "container.h"

/* A whole content in UTF-16, little or big endian, with or without byte order
 * mark: its one part is a PLACE_READING named utf-16le or utf-16be, in UTF-8. */
extern const struct container utf16_text_container;

#endif
