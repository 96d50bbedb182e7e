#ifndef TEXT_ENCODING_H
#define TEXT_ENCODING_H

#include "blob.h"

/* What a text goes through on its way into mails and dumps. */

/* Lines of `width` characters, each ending with `line_end`; width 0 = one line, no end. */
void base64_write(FILE *into, struct blob from, size_t width, const char *line_end);
/* Each line end becomes the two characters \n. */
void escaped_write(FILE *into, struct blob text);
/* Each line begins with `before` and ends with `line_end`. */
void lines_write(FILE *into, struct blob text, const char *before, const char *line_end);
/* RFC 2045 section 6.7, CRLF line ends coded as such. */
void quoted_printable_write(FILE *into, struct blob text);
/* Little-endian, with a byte-order mark. */
void utf16_write(FILE *into, struct blob text);

#endif
