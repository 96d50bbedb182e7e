#ifndef EXPLAIN_COMMAND_H
#define EXPLAIN_COMMAND_H

#include "commands/options/options.h"

/* `explain CERT|SERIAL|FINGERPRINT|DOMAIN --out CASE`: why a certificate is on the list, or is not,
 * from the case alone, which is only read; a file is read by a worker. Returns the exit status: 0
 * explained, 1 the case has none that fits, 2. */
int explain_command_do(const struct options *options);

#endif
