#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>

/* Whether what is written to a descriptor may be coloured: it is a terminal that knows how
 * (TERM), and nobody asked for none (NO_COLOR, https://no-color.org). */
bool terminal_has_colour(int descriptor);

#endif
