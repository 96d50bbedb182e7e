#ifndef PROOF_PHASE_H
#define PROOF_PHASE_H

#include "commands/session.h"

/* Makes the proofs of all proven keys anew after --proof-cn was changed, or --proof names a
 * form that the case has not, and seals those that are not sealed yet for whom --seal-to names:
 * each key is derived again from one of its sightings, in a worker. Where the evidence
 * or a passphrase is not there any more, the proof that was made before stays, and
 * a line on stderr says how many. False when the session must stop. */
MUST_CHECK bool proof_phase(struct session *session);

#endif
