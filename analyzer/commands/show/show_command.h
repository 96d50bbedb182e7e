#ifndef SHOW_COMMAND_H
#define SHOW_COMMAND_H

#include "commands/options/options.h"

/* `keytrawl show`: walks again to a sighting of a case and prints it with the text around it,
 * masked, from the evidence as it is now. The case stays as it is. Returns the exit status: 0
 * shown, EXIT_UNREAD where the evidence changed, is missing, or the place was not reached. */
int show_command_do(const struct options *options);

#endif
