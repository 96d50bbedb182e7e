#ifndef DECRYPT_PHASE_H
#define DECRYPT_PHASE_H

#include "commands/session.h"

/* Opens encrypted messages of the evidence with keys that were found in it
 * (--decrypt-with-found-keys), in rounds, as long as a round opens any. What is in them is stored
 * as if the scan had opened them. Kept as a whole or not at all. */
MUST_CHECK bool decrypt_phase(struct session *session);

#endif
