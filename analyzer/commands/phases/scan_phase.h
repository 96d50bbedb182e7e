#ifndef SCAN_PHASE_H
#define SCAN_PHASE_H

#include "commands/session.h"

/* The first half of a run: every file below the evidence roots is read, and
 * what is found in it is stored. False when the session must stop. */
MUST_CHECK bool scan_phase(struct session *session);

#endif
