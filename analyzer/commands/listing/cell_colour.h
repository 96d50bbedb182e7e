#ifndef CELL_COLOUR_H
#define CELL_COLOUR_H

#include "buffer.h"

/* What a cell of a table is coloured with on a terminal: red what is compromised or to be revoked,
 * yellow what somebody has to look at, dim what tells where it stood. */

#define COLOUR_RED    "\033[31m"
#define COLOUR_GREEN  "\033[32m"
#define COLOUR_YELLOW "\033[33m"
#define COLOUR_DIM    "\033[2m"
#define COLOUR_BOLD   "\033[1m"
#define COLOUR_END    "\033[0m"

/* By the name of its column; NULL: as it is. */
const char *cell_colour(const char *column, struct bytes cell);

#endif
