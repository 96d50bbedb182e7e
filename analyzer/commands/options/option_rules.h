#ifndef OPTION_RULES_H
#define OPTION_RULES_H

#include "commands/options/option_table.h"

/* Is all there that the command wants, and does what was given go together? False once it has
 * said on standard error what does not. */
MUST_CHECK bool option_rules_hold(const struct command_row *command, const struct options *options);

#endif
