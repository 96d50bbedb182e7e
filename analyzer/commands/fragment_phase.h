#ifndef FRAGMENT_PHASE_H
#define FRAGMENT_PHASE_H

#include "commands/session.h"

/* Puts messages together that were sent in several mails (message/partial), each in a file of its
 * own: the scan told which files are fragments, of what and the how many-th; a worker reads them as
 * one (evidence/fragment_files.h). What is missing of one is told. All of it is done anew after
 * each scan, since that may have brought more of them. False when the session must stop. */
MUST_CHECK bool fragment_phase(struct session *session);

#endif
