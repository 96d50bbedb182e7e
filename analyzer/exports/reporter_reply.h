#ifndef REPORTER_REPLY_H
#define REPORTER_REPLY_H

#include "exports/export_run.h"

/* The preliminary report that who sent the keys is owed within 24 hours (BR 4.9.5), in plain
 * text: what was received, which keys are proven, which are not and how that was shown, which
 * certificates are revoked for it and by when. With options->evidence of what one root holds
 * alone: two reporters learn nothing of each other. No paths, senders, subjects. With
 * options->json the same as lines of reply_table. */
MUST_CHECK bool reporter_reply_write(struct export_run *run, const struct match_list *matches);

#endif
