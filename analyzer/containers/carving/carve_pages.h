#ifndef CARVE_PAGES_H
#define CARVE_PAGES_H

#include "stream.h"

/* How many octets pages of a table of PostgreSQL take that follow each other from where the content
 * stands, up to what may be held; it stands there again. Of a content that cannot go back those in
 * sight are told. */
uint64_t carve_pages_length(struct stream *content);

#endif
