#ifndef JUDGE_PHASE_H
#define JUDGE_PHASE_H

#include "commands/session.h"

/* Has a worker verify signatures and CRLs over all that the case holds, and
 * replaces the verdicts that were there. False when the session must stop. */
MUST_CHECK bool judge_phase(struct session *session);

#endif
