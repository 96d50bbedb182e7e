#ifndef EC_PARAMETERS_H
#define EC_PARAMETERS_H

#include "candidates/payload/payload.h"

/* The base64 of an EC PARAMETERS armour: a named curve, or numbers (RFC 5480 section 2.1.1,
 * X9.62). What stands before its lines may have run into it. */

/* `der` is the whole element. `payload` is memory to work in. False without one. */
MUST_CHECK bool ec_parameters_read(const struct payload_source *source, struct payload *payload,
                                   struct buffer *der);

#endif
