#ifndef LETTER_TEXT_H
#define LETTER_TEXT_H

#include "buffer.h"

/* Lines of a letter: valid UTF-8, nothing that a terminal or a mail program obeys, and none
 * longer than a mail may have (RFC 5322 section 2.1.1). All false when memory ran out. */

/* One line of ours. */
MUST_CHECK bool letter_text_line(struct buffer *letter, const char *line);
/* "  name: value", folded onto further lines that begin with four spaces; of a value longer than
 * LETTER_VALUE_MAX the front. Nothing for an empty one. */
MUST_CHECK bool letter_text_fact(struct buffer *letter, struct bytes name, struct bytes value);

/* Is it one address that can stand in a header as it is: an addr-spec of atoms (RFC 5322 section
 * 3.4.1) and a host name? */
bool letter_text_is_address(struct bytes text);

#endif
