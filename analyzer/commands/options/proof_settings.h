#ifndef PROOF_SETTINGS_H
#define PROOF_SETTINGS_H

#include "buffer.h"
#include "commands/session.h"

/* What the proofs of a case look like: --proof-cn and --proof, or what the case was told
 * before. */

/* False where --proof names what is no form: *unknown is that. */
MUST_CHECK bool proof_settings_known(const struct options *options, const char **unknown);

/* Before the workers are made, which are told. The
 * common name goes into `cn`, the forms into the session, and both into the case unless proofs
 * that are there have to be made anew first: a run that is killed before it has made them all
 * begins again with the same command. False when the session must stop. */
MUST_CHECK bool proof_settings_choose(struct session *session, struct case_file *file,
                                      struct buffer *cn);

/* After that was done. */
MUST_CHECK bool proof_settings_keep(struct session *session);

#endif
