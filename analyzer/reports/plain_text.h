#ifndef PLAIN_TEXT_H
#define PLAIN_TEXT_H

#include "buffer.h"

/* Text of the evidence in our outputs: always valid UTF-8, never a control character
 * that a terminal would obey, and nothing lost. All return false when memory ran out. */

/* For CSV cells and the terminal: control characters, characters that turn the direction
 * of writing, and bytes that are no UTF-8 become %XX; all else stands as it is. */
MUST_CHECK bool plain_text_print(struct bytes text, struct buffer *into);

/* The same for paths, so that it can be undone and put in front of a provenance: `%` and
 * `!` become %XX too. */
MUST_CHECK bool plain_text_print_path(struct bytes path, struct buffer *into);

/* A JSON string with its quotes (RFC 8259 section 7). Control characters are escaped as
 * JSON does, so they are exact; bytes that are no UTF-8 become %XX. */
MUST_CHECK bool plain_text_print_json(struct bytes text, struct buffer *into);

/* A CSV cell (RFC 4180 section 2), quoted where it must be. What a spreadsheet would take for a
 * formula, at its front or behind a semicolon, has its first character as %XX; a negative number is
 * none. */
MUST_CHECK bool plain_text_print_csv(struct bytes text, struct buffer *into);

#endif
