#ifndef FOLDED_FIELD_H
#define FOLDED_FIELD_H

#include "bytes.h"

/* A field whose value goes on behind a line end and one blank, as cards, calendars, LDIF and heads
 * of mails have it (RFC 6350 section 3.2, RFC 5545 section 3.1, RFC 2849): its name stands before
 * the first row, which is shorter than the others by as much. */

/* Where the value begins on the line before the one whose row of base64 begins at `at`; `at` where
 * that line has no name with a colon, or is not as wide as this one. */
size_t folded_field_front(struct bytes text, size_t floor, size_t at);

#endif
