#ifndef TERMINAL_ESCAPE_H
#define TERMINAL_ESCAPE_H

#include "bytes.h"

/* What a program tells its terminal between two characters of a text, as it stands in logs of CI
 * systems and in recordings of sessions: control sequences (ECMA-48 section 5.4), command strings
 * as that for a title (section 5.6), and the choice of a character set (ECMA-35 section 14). */

/* How many bytes at the front of `text`, which begin with ESC, are one; 0 = they are none. `seen`
 * gets what a person sees for it: 0 = nothing, a line end where the cursor goes to another line,
 * a blank where it moves on. */
size_t terminal_escape_take(struct bytes text, uint8_t *seen);

/* The same of a control sequence whose ESC is shown or was lost: `^[[32m` as `cat -v` writes it,
 * `#033[32m` of rsyslog, and `[32m` alone, which is taken where it sets colours or clears a line.
 */
size_t terminal_escape_take_shown(struct bytes text, uint8_t *seen);

#endif
