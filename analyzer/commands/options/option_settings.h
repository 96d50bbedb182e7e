#ifndef OPTION_SETTINGS_H
#define OPTION_SETTINGS_H

#include "commands/session.h"

/* Keeps in the case what this run is told, as far as it shapes the case (reports/run_options),
 * and no path. False with the session stopped. */
MUST_CHECK bool option_settings_keep(struct session *session);

#endif
