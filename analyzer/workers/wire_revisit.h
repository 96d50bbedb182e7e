#ifndef WIRE_REVISIT_H
#define WIRE_REVISIT_H

#include "record.h"
#include "workers/wire_fields.h"

/* Fields of the records of a walk that goes to a sighting again. */

void wire_tried(struct wire_fields *fields, struct tried *tried);

/* The text around a sighting: what is printed goes no further than this where it is
 * longer than is shown, or holds anything but printable ASCII and LF. */
void wire_shown(struct wire_fields *fields, struct shown *shown);
void wire_opened(struct wire_fields *fields, struct opened_message *opened);

#endif
