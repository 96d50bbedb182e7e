#ifndef WIRE_REVISIT_H
#define WIRE_REVISIT_H

#include "record.h"
#include "workers/wire_fields.h"

/* Fields of the records of a walk that goes to a sighting again. */

void wire_tried(struct wire_fields *fields, struct tried *tried);

/* The text around a sighting: what is printed goes no further than this where it is
 * longer than is shown, or holds anything but printable ASCII and LF. */
void wire_shown(struct wire_fields *fields, struct shown *shown);
/* Which part of the walk of a container: in a job, and where it is offered. */
void wire_share(struct wire_fields *fields, struct walk_share *share);
void wire_share_offer(struct wire_fields *fields, struct share_offer *offer);
void wire_opened(struct wire_fields *fields, struct opened_message *opened);

#endif
