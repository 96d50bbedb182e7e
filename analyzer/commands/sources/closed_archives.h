#ifndef CLOSED_ARCHIVES_H
#define CLOSED_ARCHIVES_H

#include "commands/session.h"

/* For whoever gives passphrases later: they open keys. What a scan met of archives and documents
 * that are encrypted is read by a scan alone, and that is said where a case has any. */
MUST_CHECK bool closed_archives_tell(struct session *session);

#endif
