#ifndef BASELINE_SETTINGS_H
#define BASELINE_SETTINGS_H

#include "commands/session.h"

/* What --baseline names goes into the case, so that its outputs stay functions of it alone: the
 * folder of a case, or one list (revoke.csv or certificates.jsonl), by which only certificates
 * are known. Before any output is written, so it may be the case itself, in whose first report all
 * is new. False when the session must stop; nothing is changed then. */
MUST_CHECK bool baseline_settings_take(struct session *session);

#endif
