#ifndef LIMIT_SETTINGS_H
#define LIMIT_SETTINGS_H

#include "commands/options/option_table.h"
#include "commands/session.h"

/* --limit NAME=VALUE: the bounds of limit.h as the command line, or the case, has them. They belong
 * to the case from its first scan on: what is walked to again later must be reached as it was, and
 * a run that goes on must go on as it began. */

/* Says what is wrong with one that was given, and which was likely meant. */
MUST_CHECK bool limit_settings_hold(const struct command_row *command,
                                    const struct options *options);

/* All limits with their meaning, to stdout. */
void limit_settings_list(void);

/* Before workers are made: takes up those of the case, or gives a case that has none those of the
 * command line. False with `why`: also where these are others. */
MUST_CHECK bool limit_settings_choose(struct session *session, struct case_file *file);

#endif
