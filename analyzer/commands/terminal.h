#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Whether what is written to a descriptor is coloured. `when` is that of --color: always, never, or
 * else (auto, NULL) where it is a terminal that knows how (TERM), and nobody asked for none:
 * NO_COLOR (https://no-color.org), CLICOLOR=0; CLICOLOR_FORCE is for always
 * (https://bixense.com/clicolors). */
bool terminal_has_colour(int descriptor, const char *when);

/* How many characters fit on its line; 0 where it is no terminal, or one that does not say. */
size_t terminal_columns(int descriptor);

#endif
