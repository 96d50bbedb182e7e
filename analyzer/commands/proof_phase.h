#ifndef PROOF_PHASE_H
#define PROOF_PHASE_H

#include "commands/session.h"

/* Makes the proofs of all proven keys anew after --proof-cn was changed: each
 * key is derived again from one of its sightings, in a worker. What the evidence
 * no longer gives keeps no proof. False when the session must stop. */
MUST_CHECK bool proof_phase(struct session *session);

#endif
