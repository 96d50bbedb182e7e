#ifndef ENCODED_WORD_H
#define ENCODED_WORD_H

#include "buffer.h"
#include "bytes.h"

/* Text of header fields in UTF-8. Encoded words (RFC 2047) in UTF-8, US-ASCII,
 * ISO 8859-1, ISO 8859-15 and windows-1252 are decoded; those in another
 * charset stay as they stand (RFC 2047 section 6.2). Raw bytes that are no UTF-8
 * are taken for windows-1252. */

/* Appends `line` (unfolded). False when memory ran out. */
MUST_CHECK bool encoded_word_decode(struct bytes line, struct buffer *text);

/* Appends `octets` of a charset by its name. False, and nothing changed, when
 * the charset is not known or memory ran out. */
MUST_CHECK bool charset_to_utf8(struct bytes charset, struct bytes octets, struct buffer *text);

/* Appends octets of which nobody said what they are. False when memory ran out. */
MUST_CHECK bool unknown_to_utf8(struct bytes octets, struct buffer *text);

#endif
