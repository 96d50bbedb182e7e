#ifndef TEXT_PATTERN_H
#define TEXT_PATTERN_H

#include "buffer.h"

/* What people look for in names: case does not count. */

/* A part of the text, or, with `*`, `?` or `[` in it, a pattern for all of it (glob(7)). An empty
 * pattern fits all. */
bool text_pattern_fits(const char *pattern, const char *text);

/* Whether a host name of a certificate speaks of a domain: it is that, or below it, or a wildcard
 * (RFC 6125 section 6.4.3) that covers it. */
bool text_pattern_domain(struct bytes name, const char *domain);

/* The same of all names of a certificate: host names apart by spaces, and the CN of its subject
 * (RFC 4514), where old ones have theirs. */
bool text_pattern_certificate(struct bytes names, struct bytes subject_dn, const char *domain);

#endif
