#ifndef JOIN_PHASE_H
#define JOIN_PHASE_H

#include "commands/session.h"

/* Puts pieces of keys together that the scan met in several places: pairs of them, and then
 * threes of what is left (commands/phases/join_plan.h). The coordinator knows lengths, places and
 * threads alone; workers walk to the pieces again. Kept as a whole or not at all; done once
 * more it gives the same. False when the session must stop. */
MUST_CHECK bool join_phase(struct session *session);

#endif
