#ifndef VERIFY_COMMAND_H
#define VERIFY_COMMAND_H

#include "commands/options/options.h"

/* `verify`: is everything as the manifest of a case says? Reads the manifest and digests files; the
 * case file is not opened, so a copy on a medium that cannot be written will do. A line for each
 * thing that is not as it was. Status 0: nothing; 1: something; 2: there is no manifest to go
 * by. */
int verify_command_do(const struct options *options);

#endif
