#ifndef CHARSET_TEXT_H
#define CHARSET_TEXT_H

#include "buffer.h"

/* Text in character sets that hide ASCII from whoever looks for it, made into
 * one byte per character: UTF-16, UTF-32, and EBCDIC (code page 037). */

enum charset {
    CHARSET_UTF16_LE,
    CHARSET_UTF16_BE,
    CHARSET_UTF32_LE,
    CHARSET_UTF32_BE,
    CHARSET_CP037,
    CHARSETS
};

/* "utf-16le" ...; static. */
const char *charset_name(enum charset charset);

/* Bytes of one character: 1, 2 or 4. */
size_t charset_width(enum charset charset);

/* How many bytes at the front are whole characters of text: letters and marks of
 * ASCII and Latin-1, tabs, line ends; of EBCDIC only those of ASCII. */
size_t charset_run(struct bytes from, enum charset charset);

/* Appends a run of that kind, narrowed. False when memory ran out. */
MUST_CHECK bool charset_narrow(struct bytes run, enum charset charset, struct buffer *into);

#endif
