#ifndef INDEX_COMMAND_H
#define INDEX_COMMAND_H

#include "commands/options/options.h"

/* `index build`, `index info` and `index verify`. Returns the exit status: 0, EXIT_FATAL, or
 * EXIT_UNREAD where an inventory could not be read, has changed, or is no more. */
int index_command_do(const struct options *options);

#endif
