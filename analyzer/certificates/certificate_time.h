#ifndef CERTIFICATE_TIME_H
#define CERTIFICATE_TIME_H

#include "bytes.h"

/* Takes a Time (RFC 5280 section 4.1.2.5) as seconds since 1970. UTCTime and
 * GeneralizedTime, with what X.690 forbids but old certificates have: no seconds,
 * a fraction, an offset to UTC. False, and nothing changed, when it is none. */
MUST_CHECK bool certificate_time_take(struct bytes *from, int64_t *seconds);

#endif
