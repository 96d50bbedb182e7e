#ifndef FRAGMENT_PHASE_H
#define FRAGMENT_PHASE_H

#include "commands/session.h"

/* Puts messages together that were sent in several mails (message/partial), in files of their own
 * or in mailboxes that have not all of them: the scan told where which lies, of what message and
 * the how many-th; a worker reads them as one (evidence/fragment_files.h). What is missing of one
 * is told. All of it is done anew after each scan, since that may have brought more of them. False
 * when the session must stop. */
MUST_CHECK bool fragment_phase(struct session *session);

#endif
