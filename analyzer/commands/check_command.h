#ifndef CHECK_COMMAND_H
#define CHECK_COMMAND_H

#include "commands/options/options.h"

/* `check KEY CERT...`: does a key of the first file belong to the certificates and requests of the
 * others, proven in workers; without CERT, to those of its own file. Returns the exit status: 0 all
 * belong; 2; else the sum of 1 (one does not), 4 (something could not be examined, or holds
 * none) and 8 (a closed key may be its key). */
int check_command_do(const struct options *options);

#endif
