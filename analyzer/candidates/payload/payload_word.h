#ifndef PAYLOAD_WORD_H
#define PAYLOAD_WORD_H

#include "bytes.h"

/* Words of a line that holds base64 and other things: runs of the alphabet, or of the one for
 * URLs. Left out are signs alone, and what source code names the end of a line. */

/* Takes the next word of a line; `padded` when `=` stands right behind it. False where there is
 * none; the line is used up then. */
MUST_CHECK bool payload_word_take(struct bytes *line, bool url, struct bytes *word, bool *padded);

/* Is the only word of a line the number of a page, `- 12 -`? */
bool payload_word_is_page(struct bytes line, struct bytes word);

#endif
