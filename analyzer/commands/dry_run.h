#ifndef DRY_RUN_H
#define DRY_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "commands/options/options.h"
#include "outcome.h"

/* --dry-run of the commands that work on a case, and of `index build`: what would be read, and how
 * large it is, from the names and sizes of files alone. Of `unlock` that is what the case was made
 * from, of `report` nothing. Nothing is opened, made or written; a case that is there is only read,
 * for what of it is known. Returns the exit status: 0; 2; 4 where something cannot be listed. */
int dry_run_do(const struct options *options);

/* Of a command that writes one output: how large it is and where it would go, NULL for standard
 * output. False: it could not be said. */
MUST_CHECK bool dry_run_say_output(const char *path, uint64_t bytes, bool json);

#endif
