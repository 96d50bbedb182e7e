#ifndef PAYLOAD_WRAP_H
#define PAYLOAD_WRAP_H

#include "bytes.h"

/* A value of several lines as psql prints it: a `+` ends each line but the last, right at the
 * base64 of one as wide as the column, and behind it the next column may begin, `+| `. The `+` is
 * of the alphabet, so only the first line tells: nothing but blanks stands between it and the
 * armour. */

/* `body` begins right behind the armour's mark. */
bool payload_wrap_holds(struct bytes body);

/* Cuts a line before its mark; what has none stays. */
void payload_wrap_cut(struct bytes *line);

#endif
