#ifndef COMMAND_H
#define COMMAND_H

#include "commands/options/options.h"

/* Exit status: 0 all was examined and nothing is to be done; EXIT_FATAL; else
 * the sum of the others. */
enum exit_status {
    EXIT_REVOKE = 1, /* certificates need revocation */
    EXIT_FATAL = 2,  /* usage or fatal error; nothing half-written */
    EXIT_UNREAD = 4, /* something could not be examined */
    EXIT_LEADS = 8   /* encrypted or unsupported keys */
};

/* Does what the command line asks and prints the summary. Returns the exit status. */
int command_do(const struct options *options);

#endif
