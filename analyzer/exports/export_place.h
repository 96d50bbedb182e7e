#ifndef EXPORT_PLACE_H
#define EXPORT_PLACE_H

#include "exports/export_row.h"

/* Puts what stands at `%{name}` of a line: a serial number as this or that system takes it, a
 * name, a digest. `|sh` behind the name quotes it for a POSIX shell. False when memory ran out; a
 * row that cannot be said has its refusal. */

/* The name is one of ours: an unknown one is a mistake in a table. */
MUST_CHECK bool export_place_put(struct bytes name, struct export_row *row, struct buffer *into);

#endif
