#ifndef MAIL_DATE_H
#define MAIL_DATE_H

#include "bytes.h"

/* Date and time of RFC 5322 section 3.3 with the obsolete forms of section 4.3
 * (two-digit years, named and military zones, comments anywhere), and what is
 * met besides: asctime order, hyphens between day and month, no seconds, no
 * zone (taken as UTC). Seconds since 1970. False, and nothing changed, when it
 * is no date. */
MUST_CHECK bool mail_date_read(struct bytes text, int64_t *seconds);

/* The date behind the last semicolon of a Received field (RFC 5321 section 4.4). */
MUST_CHECK bool mail_date_of_received(struct bytes body, int64_t *seconds);

#endif
