#ifndef OPTION_HINT_H
#define OPTION_HINT_H

#include "commands/options/option_table.h"

/* Refuses a word of the command line that is none of ours, and says which one may have been meant,
 * or which commands have it. Both return false. */
bool option_hint_refuse(const struct command_row *command, const char *word);
bool option_hint_refuse_command(const char *word);

#endif
