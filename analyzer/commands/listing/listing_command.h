#ifndef LISTING_COMMAND_H
#define LISTING_COMMAND_H

#include "commands/options/options.h"

/* `keys`, `certs`, `journal` and `sightings`: rows of a case, which is only read. Returns the exit
 * status: 0, or 2. */
int listing_command_do(const struct options *options);

#endif
