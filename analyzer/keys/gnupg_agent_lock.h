#ifndef GNUPG_AGENT_LOCK_H
#define GNUPG_AGENT_LOCK_H

#include "bytes/s_expression.h"
#include "keys/closed_key.h"

/* What gpg-agent closes a key with (GnuPG, agent/keyformat.txt): the list
 * (protected mode ((sha1 salt count) vector) octets) beside the public numbers. */

/* Of the algorithm's list, without its "(": what it is closed with; `obstacle` where that
 * cannot be opened here. Octets that are written in hex come to lie in `memory`, which must
 * outlive the key. False where there is no such list, or memory ran out. */
MUST_CHECK bool gnupg_agent_lock_read(struct bytes list, struct buffer *memory,
                                      struct closed_key *closed);

#endif
