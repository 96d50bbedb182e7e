#ifndef PAYLOAD_PLUS_H
#define PAYLOAD_PLUS_H

#include "candidates/payload/payload.h"

/* A body that went through a form as it stands: who reads one takes a `+` for a blank
 * (application/x-www-form-urlencoded). The lines tell: all are as wide as the first, and as a line
 * of armour, when blanks are counted. */

/* `body` begins right behind the armour's mark; its fields may stand there. */
bool payload_plus_holds(struct bytes body);

/* As payload_read() with PAYLOAD_STRIP, each blank of such lines a `+`. */
MUST_CHECK bool payload_plus_read(const struct payload_source *source, struct payload *payload);

#endif
