#ifndef DIFF_COMMAND_H
#define DIFF_COMMAND_H

#include "commands/options/options.h"

/* `diff CASE1 CASE2`: keys, certificates, statuses and evidence in which two cases differ, both of
 * which are only read. Returns the exit status, as diff(1): 0 they agree, 1 they differ, 2. */
int diff_command_do(const struct options *options);

#endif
