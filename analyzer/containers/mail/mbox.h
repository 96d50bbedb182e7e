#ifndef MBOX_H
#define MBOX_H

#include "container.h"

/* A file of messages, each behind a `From ` line (RFC 4155; mboxo, mboxrd,
 * mboxcl, mboxcl2) or between MMDF marks. Each message is given as a
 * PLACE_MESSAGE of PART_MESSAGE; number counts from 1, offset is where the
 * `From ` line begins, length goes to the next one. */
extern const struct container mbox_container;

#endif
