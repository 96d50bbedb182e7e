#ifndef EXPORT_COMMAND_H
#define EXPORT_COMMAND_H

#include "commands/options/options.h"

/* reply: the answer that the reporter of the keys is owed. export: the list of a case in the form
 * that a CA system takes, to standard output or a file; export --list: the forms. Returns the exit
 * status: 0, or EXIT_UNREAD where something of the list cannot be said in the form (a line on
 * stderr says what), or EXIT_FATAL. */
int export_command_do(const struct options *options);

#endif
