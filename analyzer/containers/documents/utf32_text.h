#ifndef UTF32_TEXT_H
#define UTF32_TEXT_H

#include "container.h"

/* A whole content that is UTF-32: with a byte order mark, or without one where each unit of its
 * front is a character of text and most are of ASCII. Its one part is the text in UTF-8; units that
 * are no characters (above 10FFFF, surrogates) become U+FFFD, with a note. */
extern const struct container utf32_text_container;

#endif
