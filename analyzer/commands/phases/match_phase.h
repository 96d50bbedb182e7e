#ifndef MATCH_PHASE_H
#define MATCH_PHASE_H

#include "commands/session.h"

/* The second half of a run: inventories are read past the index of leaked keys,
 * CRLs are stored, and signatures and CRLs are judged. Inventories that the case
 * knows already are read again only when there are new keys to match. False when
 * the session must stop. */
MUST_CHECK bool match_phase(struct session *session);

#endif
