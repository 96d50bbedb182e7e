#ifndef UNLOCK_PHASE_H
#define UNLOCK_PHASE_H

#include "commands/session.h"

/* Tries passphrases on the leads of the case by walking to one sighting of each again:
 * what the scan left untried (docs/design.md, "Encrypted keys"). With `again` also those
 * that were tried before. Kept as a whole or not at all, so that a run that was killed
 * ends like one that was not. False when the session must stop. */
MUST_CHECK bool unlock_phase(struct session *session, bool again);

#endif
