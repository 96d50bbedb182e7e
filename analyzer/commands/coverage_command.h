#ifndef COVERAGE_COMMAND_H
#define COVERAGE_COMMAND_H

#include "commands/options/options.h"

/* `keytrawl coverage`: prints what of the evidence was examined, as a tree with sizes (or JSON, an
 * object a line), from the case alone. A folder whose files were all read to their end is one
 * line, unless --all is given. Returns the exit status: 0 all was examined, EXIT_UNREAD not. */
int coverage_command_do(const struct options *options);

#endif
