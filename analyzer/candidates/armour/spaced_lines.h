#ifndef SPACED_LINES_H
#define SPACED_LINES_H

#include "bytes.h"

/* Lines whose ends have become spaces, as where a page or a field of one line shows them: what
 * stood before each line, a quote's mark or a number, still stands before it and tells where it
 * begins. */

struct spaced_lines {
    struct bytes prefix;  /* as it stands before the first line; a window */
    unsigned long number; /* of the line before, where a number alone counts them; 0 = none */
};

/* False where the prefix is of blanks, which tell nothing. */
MUST_CHECK bool spaced_lines_learn(struct bytes prefix, struct spaced_lines *lines);

/* How much of `here`, behind a space, is the prefix of a further line; 0 where it is none. A
 * number is one where it counts on: those in the text are none. */
size_t spaced_lines_prefix(struct spaced_lines *lines, struct bytes here);

#endif
