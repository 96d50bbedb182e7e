#ifndef ARCHIVE_SHARES_H
#define ARCHIVE_SHARES_H

#include "container.h"

/* The walk of a zip in shares, by what its directory says of the members: see container.divide.
 * An archive of which any header is damaged, or any member encrypted, is walked as a whole. */
size_t archive_shares_cut(struct stream *content, struct walk_share *shares);

#endif
