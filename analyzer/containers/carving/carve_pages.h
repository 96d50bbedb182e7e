#ifndef CARVE_PAGES_H
#define CARVE_PAGES_H

#include "containers/carving/carve_mark.h"
#include "stream.h"

/* How many octets the form takes that begins where the content stands, and has no length of its
 * own: pages of a table of PostgreSQL as long as they follow each other, up to what may be held;
 * blocks of snappy-java. Of a content that cannot go back those in sight. The content stands there
 * again. */
uint64_t carve_pages_length(enum carve_kind kind, struct stream *content);

#endif
