#ifndef COMMAND_HELP_H
#define COMMAND_HELP_H

#include "commands/options/option_table.h"

/* What --help prints, to stdout, from the tables: one line, the usage, an example, and the options,
 * none wider than a terminal. Rare options are only named, so that it fits a screen, unless `all`.
 * `command` NULL: on the program. */
void command_help_print(const struct command_row *command, bool all);

#endif
