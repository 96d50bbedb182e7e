#ifndef TIMESTAMP_H
#define TIMESTAMP_H

#include "bytes.h"

/* Dates and times as the outputs write them: RFC 3339, Gregorian calendar. */

/* `2026-11-23T22:45:51Z` and its end. Years before 0 or past 9999 take more. */
#define TIMESTAMP_TEXT 32

/* Reads the whole of `text` as an RFC 3339 date-time, section 5.6: offsets are
 * taken into account, a fraction is cut off, a leap second (:60) counts as the one
 * after it, `t`, `z` and a space between date and time are accepted. A full-date
 * alone is its first second, UTC. False, and nothing changed, for anything else. */
MUST_CHECK bool timestamp_read(struct bytes text, int64_t *seconds);

/* Seconds since 1970 of a FILETIME of Windows: 100 nanoseconds since 1601. */
int64_t timestamp_of_filetime(uint64_t ticks);

/* In UTC, whole seconds. */
void timestamp_print(int64_t seconds, char text[TIMESTAMP_TEXT]);

/* Seconds since 1970 of a date of the Gregorian calendar, UTC; month and day count
 * from 1. False when there is no such date, or its year is not in 0..9999. */
MUST_CHECK bool timestamp_of_date(int64_t year, unsigned month, unsigned day, int64_t *seconds);

#endif
